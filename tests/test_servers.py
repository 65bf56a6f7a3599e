"""The servers that other tests stand on."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from storage.places import Program
from tests.servers.chromium import CHROMIUM_ARGUMENTS
from tests.servers.postgres import PostgresServer
from tests.world.databases import sqlite_database


def tables(url: str) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")))


def add_table(url: str, name: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (id integer)"))


def test_a_fresh_database_is_empty_and_can_be_written(postgres_url: str) -> None:
    """A test gets a PostgreSQL database with nothing in it, and may do with it what it likes."""
    assert postgres_url.startswith("postgresql+psycopg://")
    assert tables(postgres_url) == []
    add_table(postgres_url, "one")
    assert tables(postgres_url) == ["one"]


def test_text_is_put_in_order_as_people_do(postgres_url: str) -> None:
    """The tests see what becomes of text on a server that does not compare bytes."""
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 'chess' > 'hockey'").fetchone() == (True,)


def test_copies_of_a_template_do_not_see_each_other(
    postgres_copy: Callable[[str, Callable[[str], None]], str],
) -> None:
    """A template is filled once, its copies hold what it held, and a change to one stays there."""
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        add_table(url, "people")

    ada, lin = postgres_copy("people", fill), postgres_copy("people", fill)
    add_table(ada, "ada")
    assert (tables(ada), tables(lin)) == (["ada", "people"], ["people"])
    assert len(filled) == 1


def test_a_template_can_be_copied_although_its_maker_left_a_connection_open(
    postgres_copy: Callable[[str, Callable[[str], None]], str],
) -> None:
    """What fills a template may keep a pool open; the copy is made all the same."""
    left_open = []

    def fill(url: str) -> None:
        left_open.append(psycopg.connect(url.replace("+psycopg", "")))

    assert tables(postgres_copy("left open", fill)) == []
    with pytest.raises(psycopg.OperationalError):
        left_open[0].execute("SELECT 1")
    left_open[0].close()


def test_a_dropped_database_is_gone_although_a_test_is_still_connected(postgres: PostgresServer) -> None:
    """A test that forgets a connection does not keep its database alive."""
    url = postgres.new_database()
    forgotten = psycopg.connect(url.replace("+psycopg", ""))
    postgres.drop(url)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("+psycopg", ""))
    forgotten.close()


def test_chromium_shows_a_page(chromium_path: Path) -> None:
    """The machine's own Chromium can be driven, and knows how to draw letters."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        page.set_content("<button onclick=\"this.textContent='Joined'\">Join</button>")
        page.get_by_role("button", name="Join").click()
        assert page.get_by_role("button").inner_text() == "Joined"
        box = page.get_by_role("button").bounding_box()
        assert box is not None
        assert box["width"] > 30
        browser.close()


def test_who_only_looks_holds_no_row(tmp_path: Path) -> None:
    """SQLite knows no locks of rows, so databases for scripts refuse them where PostgreSQL would."""
    database = sqlite_database(tmp_path)
    with database.write() as session:
        session.execute(select(Program).with_for_update())
    with database.read() as session:
        session.execute(select(Program))
        with pytest.raises(RuntimeError, match="wanted to hold rows"):
            session.execute(select(Program).with_for_update())
    database.close()
