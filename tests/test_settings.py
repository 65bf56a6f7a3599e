"""What the environment may say, and what it is told when it may not."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.settings import VARIABLES, Commands, Coordinator, Settings, SettingsError, load_settings

ROOT = Path(__file__).parent.parent
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-2-ada", "SLACK_APP_TOKEN": "xapp-1-A-2-lin"}
LONG_KEY, OTHER_KEY = "k" * 32, "o" * 40


def load(**env: str) -> Settings:
    return load_settings(env, env_file=None)


def problems(**env: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(**env)
    return caught.value.lines


def test_with_nothing_set_kith_is_on_this_machine_alone() -> None:
    """The defaults are a SQLite file, a loopback address and no platform."""
    settings = load()
    assert str(settings.database_url) == "sqlite:///data/kith.db"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.commands == Commands(mentor="mentor", program="program")
    assert (settings.slack_listens, settings.discord_token, settings.secret_keys) == (None, None, ())
    assert (settings.coordinators, settings.log_level, settings.allow_insecure_urls) == ((), "info", False)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What is set in the environment, even to nothing, counts more than the same line in the file."""
    file = tmp_path / ".env"
    file.write_text('KITH_HTTP_PORT=1\nexport KITH_HTTP_HOST="0.0.0.0" # all\nKITH_LOG_LEVEL=debug\nPATH=elsewhere\n')
    settings = load_settings({"KITH_HTTP_PORT": "2", "KITH_LOG_LEVEL": ""}, file)
    assert (settings.http_host, settings.http_port, settings.log_level) == ("0.0.0.0", 2, "info")


def test_no_file_is_no_problem_and_a_bad_line_is_one(tmp_path: Path) -> None:
    """A missing file is fine; a line that cannot be read is named by its number, not by what it says."""
    assert load_settings({}, tmp_path / ".env") == load()
    file = tmp_path / ".env"
    file.write_text("KITH_HTTP_PORT=1\nDISCORD_TOKEN\nxoxb-secret = 'open\n")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, file)
    assert caught.value.lines == [f"{file}: line 2 is not NAME=value", f"{file}: line 3 is not NAME=value"]
    file.write_bytes(b"KITH_HTTP_HOST=\xff\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, file)


def test_a_dollar_sign_in_a_secret_stays_a_dollar_sign(tmp_path: Path) -> None:
    """The file's values are taken as they stand: nothing in them is replaced by other variables."""
    file = tmp_path / ".env"
    file.write_text("KITH_HTTP_HOST=host\nKITH_SECRET_KEY=${KITH_HTTP_HOST}" + LONG_KEY)
    (key,) = load_settings({}, file).secret_keys
    assert key.get_secret_value() == "${KITH_HTTP_HOST}" + LONG_KEY


def test_everything_wrong_is_said_at_once() -> None:
    """One start names every problem, one line each, with its variable first."""
    lines = problems(KITH_HTTP_PORT="many", KITH_LOG_LEVEL="loud", KITH_HTP_HOST="x", SLACK_APP_TOKEN="xapp-1")
    assert [line.split(":")[0] for line in lines] == [
        "KITH_HTP_HOST",
        "SLACK_BOT_TOKEN",
        "KITH_HTTP_PORT",
        "KITH_LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("KITH_PORT", "KITH_HTTP_PORT"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("KITH_SECRET_KEYS", "KITH_SECRET_KEY"),
        ("kith_http_port", "KITH_HTTP_PORT"),
    ],
)
def test_a_misspelt_variable_is_named_with_what_was_meant(name: str, meant: str) -> None:
    """A variable of ours that nobody reads stops the start, and does not repeat its value."""
    assert problems(**{name: "xoxb-value"}) == [f"{name}: Kith knows no such variable; did you mean {meant}?"]


def test_a_strange_variable_is_named_without_a_guess() -> None:
    """Where nothing is near, nothing is guessed."""
    assert problems(KITH_ZZZ="1") == ["KITH_ZZZ: Kith knows no such variable"]


def test_what_others_set_is_let_be() -> None:
    """Kubernetes' notes on services called kith or slack-proxy, the tests' variable and other programs' are ignored."""
    load(
        KITH_PORT="tcp://10.0.0.1:80",
        KITH_PORT_80_TCP="tcp://10.0.0.1:80",
        KITH_PORT_80_TCP_ADDR="10.0.0.1",
        KITH_SERVICE_HOST="10.0.0.1",
        SLACK_PROXY_SERVICE_PORT_HTTP="80",
        KITH_CONTRACTS="/somewhere",
        HOME="/root",
        SLACKBOT="1",
    )


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_token_in_the_wrong_place_is_noticed_and_not_shown(name: str) -> None:
    """Swapped tokens stop the start, with neither of them in the sentence."""
    swapped = {"SLACK_BOT_TOKEN": SLACK["SLACK_APP_TOKEN"], "SLACK_APP_TOKEN": SLACK["SLACK_BOT_TOKEN"]}
    line = next(line for line in problems(**swapped) if line.startswith(name))
    assert "does not begin with" in line
    assert "ada" not in line
    assert "lin" not in line


def test_a_token_with_a_word_before_it_is_refused() -> None:
    """The word "Bot" is for the header, and no token has a space in it."""
    assert problems(DISCORD_TOKEN="Bot abc") == ["DISCORD_TOKEN: has a space in it; give the token alone"]


def test_how_slack_listens() -> None:
    """With an app token Kith connects itself; without one it needs the secret that requests are signed with."""
    assert load(**SLACK).slack_listens == "socket"
    assert load(SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s").slack_listens == "http"
    assert load(**SLACK, SLACK_SIGNING_SECRET="s").slack_listens == "socket"
    (line,) = problems(SLACK_BOT_TOKEN="xoxb-1")
    assert line.startswith("SLACK_SIGNING_SECRET: is missing")
    assert problems(SLACK_SIGNING_SECRET="s") == ["SLACK_BOT_TOKEN: is missing, although SLACK_SIGNING_SECRET is set"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("SLACK_API_URL", "http://example.org/api/"),
        ("DISCORD_API_URL", "http://127.0.0.1.example.org/api"),
        ("DISCORD_GATEWAY_URL", "ws://example.org"),
        ("DISCORD_GATEWAY_URL", "ws://10.0.0.1"),
    ],
)
def test_tokens_travel_encrypted_unless_one_insists(name: str, address: str) -> None:
    """An address that is not encrypted is for this machine alone, or for who has said so."""
    (line,) = problems(**{name: address})
    assert line.startswith(f"{name}: would send tokens readably")
    assert load(**{name: address}, KITH_ALLOW_INSECURE_URLS="1").allow_insecure_urls
    assert problems(**{name: address}, KITH_ALLOW_INSECURE_URLS="0") == [line]


@pytest.mark.parametrize("host", ["localhost:81", "127.0.0.1:81", "127.9.9.9", "[::1]:81"])
def test_this_machine_may_be_asked_without_encryption(host: str) -> None:
    """Loopback needs no encryption; Slack's address ends in one slash and the others in none, as the libraries want."""
    settings = load(
        SLACK_API_URL=f"http://{host}/api",
        DISCORD_API_URL=f"http://{host}/api/v10/",
        DISCORD_GATEWAY_URL=f"ws://{host}/",
    )
    assert settings.slack_api_url == f"http://{host}/api/"
    assert settings.discord_api_url == f"http://{host}/api/v10"
    assert settings.discord_gateway_url == f"ws://{host}"


@pytest.mark.parametrize(
    "address",
    [
        "slack.test",
        "ftp://x",
        "https://",
        "https://ada:pw@x",
        "https://x?token=1",
        "https://x:port",
        "wss://x",
        "https://a b",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """An address has a scheme, a host and a path, and no secrets."""
    (line,) = problems(SLACK_API_URL=address)
    assert line.startswith("SLACK_API_URL: ")
    assert "ada" not in line


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("sqlite:////var/lib/kith.db", "sqlite:////var/lib/kith.db"),
        ("postgresql://ada@db/kith", "postgresql+psycopg://ada@db/kith"),
        ("postgresql+psycopg:///kith?host=/run", "postgresql+psycopg:///kith?host=%2Frun"),
    ],
)
def test_the_two_databases(given_url: str, used: str) -> None:
    """A SQLite file, or a PostgreSQL through psycopg 3, however it is written."""
    assert load(DATABASE_URL=given_url).database_url.render_as_string(hide_password=False) == used


@pytest.mark.parametrize(
    ("given_url", "why"),
    [
        ("mysql://ada:pw@db/kith", "nothing else"),
        ("postgres://ada:pw@db/kith", "postgresql://"),
        ("postgresql+asyncpg://ada:pw@db/kith", "nothing else"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://data/kith.db", "three slashes"),
        ("data/kith.db", "is not an address"),
        ("postgresql://ada:pw@db:port/kith", "is not an address"),
        ("postgresql://db/kith?user=ada&password=pw", "password after the ?"),
    ],
)
def test_other_databases_are_refused_with_the_way_out(given_url: str, why: str) -> None:
    """What is not one of the two databases is refused without its password in the sentence."""
    (line,) = problems(DATABASE_URL=given_url)
    assert line.startswith("DATABASE_URL: ")
    assert why in line
    assert "pw" not in line


def test_coordinators_are_accounts() -> None:
    """Accounts on both platforms, separated by commas and perhaps spaces."""
    settings = load(KITH_COORDINATORS="slack:T01:U02, discord:80351110224678912 ,slack:E1:W2,")
    assert settings.coordinators == (
        Coordinator("slack", "T01", "U02"),
        Coordinator("discord", None, "80351110224678912"),
        Coordinator("slack", "E1", "W2"),
    )
    assert [str(account) for account in settings.coordinators] == [
        "slack:T01:U02",
        "discord:80351110224678912",
        "slack:E1:W2",
    ]


@pytest.mark.parametrize(
    "text", ["ada", "slack:U02", "slack:U02:T01", "discord:ada", "discord:1:2", "irc:ada", "slack:T1:U2;x"]
)
def test_what_is_no_account_is_refused_by_its_place(text: str) -> None:
    """The sentence says which of the accounts it is, and how one is written."""
    (line,) = problems(KITH_COORDINATORS=f"slack:T1:U1,{text}")
    assert line.startswith("KITH_COORDINATORS: account 2 is not written like slack:T…:U… or discord:123…")


def test_secret_keys_in_order() -> None:
    """Several keys may stand there for rotation; their order is kept, and each must be long enough."""
    keys = load(KITH_SECRET_KEY=f"{LONG_KEY}, {OTHER_KEY}").secret_keys
    assert [key.get_secret_value() for key in keys] == [LONG_KEY, OTHER_KEY]
    (line,) = problems(KITH_SECRET_KEY=f"{LONG_KEY},hunter2")
    assert line == "KITH_SECRET_KEY: key 2 has 7 characters, and a key needs at least 32"


def test_command_names() -> None:
    """Two different names that both platforms take, without a slash."""
    assert load(KITH_COMMANDS="buddy_up, buddy-desk2").commands == Commands("buddy_up", "buddy-desk2")
    for wrong in ("mentor", "a,b,c", "same,same", "Mentor,program", "/mentor,program", f"{'a' * 33},b", "mentör,b"):
        (line,) = problems(KITH_COMMANDS=wrong)
        assert line.startswith("KITH_COMMANDS: ")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("KITH_HTTP_PORT", ["-1", "65536", "80a", "٣", "1e3"]),
        ("KITH_HTTP_HOST", ["http://x", "a b", "a/b"]),
        ("KITH_LOG_LEVEL", ["trace", "1"]),
        ("KITH_ALLOW_INSECURE_URLS", ["2", "ja"]),
    ],
)
def test_small_values_out_of_range(name: str, wrong: list[str]) -> None:
    """Each is refused with its variable's name and what it may be."""
    for value in wrong:
        (line,) = problems(**{name: value})
        assert line.startswith(f"{name}: must be ")


def test_nothing_that_is_printed_holds_a_secret() -> None:
    """Neither a repr nor a dump, as text or as JSON, shows a token, a key or the database's password."""
    settings = load(
        **SLACK,
        SLACK_SIGNING_SECRET="signing-secret",
        DISCORD_TOKEN="discord-token",
        KITH_SECRET_KEY=LONG_KEY,
        DATABASE_URL="postgresql://ada:database-password@db/kith",
    )
    printed = f"{settings!r} {settings} {settings.model_dump()!r} {settings.model_dump_json()}"
    secrets = [secret.get_secret_value() for secret in settings.secrets]
    assert secrets == [*SLACK.values(), "signing-secret", "discord-token", LONG_KEY, "database-password"]
    assert [secret for secret in secrets if secret in printed] == []


@given(st.sampled_from(VARIABLES), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@example("KITH_COORDINATORS", "slack::")
@example("DATABASE_URL", "sqlite:///\0")
@example("SLACK_API_URL", "https://[::1")
def test_any_text_gives_settings_or_sentences(name: str, text: str) -> None:
    """No value of a variable makes the start fail in any way but a sentence that begins with a variable's name."""
    lines = [f"{name}: fine"]
    try:
        load_settings({name: text}, env_file=None)
    except SettingsError as error:
        lines = error.lines
    assert lines
    assert [line for line in lines if line.split(":")[0] not in VARIABLES or "\n" in line] == []


def test_the_example_file_and_the_settings_agree() -> None:
    """`.env.example` has every variable once, after one line that explains it, and its values are the defaults."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    places = {line.split("=")[0]: place for place, line in enumerate(lines) if re.match(r"[A-Z]", line)}
    assert sorted(places) == sorted(VARIABLES)
    assert [name for name, place in places.items() if not re.match(r"# [^-]", lines[place - 1])] == []
    assert load_settings({}, ROOT / ".env.example") == load()
