"""What is deployed is what was tested: the package has everything, and the container is as closed as it says."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import VARIABLES
from tests.processes.bot_process import SECRET

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PACKAGES = ("adapters", "bot", "flows", "storage")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kith's own part of the image: a package made of nothing but what is let into it, unpacked."""
    folder = tmp_path_factory.mktemp("image")
    context = folder / "context"
    for name in let_in():
        target = context / name
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-R", str(ROOT / name), str(target)], check=True)
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", folder, context],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("kith-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "unpacked")
    return folder / "unpacked"


def let_in() -> list[str]:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def test_the_package_has_every_file_that_is_kept(image: Path) -> None:
    """Lists of words, translations and migrations go along with the code."""
    kept = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True)
    assert [name for name in kept.stdout.splitlines() if not (image / name).is_file()] == []


def test_the_package_works_alone(image: Path, tmp_path: Path) -> None:
    """Without the repository around it, it makes a database and backs it up."""
    mine = {"PATH": os.environ["PATH"], "PYTHONPATH": str(image), "KITH_SECRET_KEY": SECRET}
    for call in (["migrate"], ["backup", "data/kith.backup"]):
        command = [sys.executable, "-P", "-m", "bot", *call]
        done = subprocess.run(command, cwd=tmp_path, env=mine, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "kith.backup").stat().st_size


def test_the_image_is_no_roots_and_takes_what_is_there() -> None:
    """It runs as an account without rights, and copies nothing that is not in the repository."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    last = [line.split()[1] for line in lines if line.startswith("USER ")][-1]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last)
    assert [name for name in let_in() if not (ROOT / name).exists()] == []
    assert {".env", "data", ".git"}.isdisjoint(let_in())


def services(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / name).read_text())["services"])


@pytest.mark.parametrize("name", ["kith", "migrate"])
def test_the_container_is_closed(name: str) -> None:
    """Nothing reaches it from outside unless somebody says so, and what is inside changes nothing but the data."""
    service = services("compose.yaml")[name]
    assert "ports" not in service
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["data:/srv/kith/data"]
    assert service["command"] == {"kith": "run", "migrate": "migrate"}[name]


def test_the_compose_files_set_what_kith_reads() -> None:
    """A variable that Kith does not know would keep it from starting."""
    laid_over = services("compose.postgres.yaml")
    assert set(laid_over) == {"kith", "migrate", "database"}
    for name in ("kith", "migrate"):
        assert set(laid_over[name]["environment"]) <= set(VARIABLES)


def test_every_hook_is_installed() -> None:
    """`pre-commit install` alone puts in place what is said to be checked, before a push too."""
    said = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repo in said["repos"] for hook in repo["hooks"]]
    assert {stage for hook in hooks for stage in hook.get("stages", ["pre-commit"])} == set(
        said["default_install_hook_types"]
    )
