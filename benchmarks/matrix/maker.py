"""Makes inputs and keeps them under a hash of their recipe."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import threading
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import craft
from recipe import Recipe, Step


class CannotMake(Exception):
    pass


class Maker:
    def __init__(self, folder: Path):
        self.folder = folder
        self.locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def input(self, recipe: Recipe) -> Path:
        """The path of the input, which is made if it is not there; its name tells nothing of the case."""
        key = self._key(recipe)
        made = self.folder / key / f"input.{recipe.ending}"
        with self.locks[key]:
            if not made.exists():
                self._make(recipe, made)
        return made

    def _make(self, recipe: Recipe, made: Path) -> None:
        work = made.parent.with_name(f"{made.parent.name}.{os.getpid()}.partial")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        results: list[Path] = []
        for n, step in enumerate(recipe.steps):
            last = n == len(recipe.steps) - 1
            results.append(work / (f"input.{step.ending}" if last else f"step{n}.{step.ending}"))
            self._take(step, results)
        for path in results[:-1]:
            path.unlink(missing_ok=True)
        shutil.rmtree(made.parent, ignore_errors=True)
        work.rename(made.parent)

    def _key(self, recipe: Recipe) -> str:
        text = json.dumps(asdict(recipe), sort_keys=True) + Path(craft.__file__).read_text()
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _take(self, step: Step, results: list[Path]) -> None:
        out = results[-1]

        def put(argument):
            if not isinstance(argument, str):
                return argument
            for n, path in enumerate(results[:-1]):
                argument = argument.replace("{" + str(n) + "}", str(path))
            return argument.replace("{out}", str(out))

        arguments = [put(argument) for argument in step.arguments]
        if step.tool != "ffmpeg":
            getattr(craft, step.tool)(out, *arguments)
            return
        command = ["ffmpeg", "-nostdin", "-v", "warning", "-y", *arguments]
        ended = subprocess.run(command, capture_output=True, text=True)
        if ended.returncode != 0 or "Incompatible pixel format" in ended.stderr:
            raise CannotMake(" ".join(command) + "\n" + ended.stderr)
