"""The money core under sudden death, by a program that contains the real store and use cases.

TEST_DEATHS=100 TEST_RANDOM_DEATHS=2000 is the whole trial; a share of it runs every time.
"""

import os
import pathlib
import random
import signal
import subprocess
import time

from paygent import BINARY

TRIALS = str(pathlib.Path(BINARY).with_name("MoneyTrials"))
DEATHS = int(os.environ.get("TEST_DEATHS", "1"))
RANDOM_DEATHS = int(os.environ.get("TEST_RANDOM_DEATHS", "15"))
# A folder's books are read through at every start, so that one is not used for ever.
LIVES_MAX = 40


class Lives:
    """One life after the other on one folder: each takes up what the one before left, and checks."""

    def __init__(self, folder):
        self.folder = folder
        self.books = 0
        self.move()

    def move(self):
        self.books += 1
        self.number = 0
        self.path = self.folder / str(self.books)
        self.path.mkdir()

    def command(self, *trap):
        return [TRIALS, "live", str(self.path), str(self.number), *map(str, trap)]

    def live(self, *trap):
        """Whether the life ended at the trap."""
        if self.number >= LIVES_MAX:
            self.end()
        done = subprocess.run(self.command(*trap), capture_output=True, text=True, timeout=60)
        self.number += 1
        assert done.returncode in (0, -signal.SIGKILL), f"{trap} {self.path}: {done.stdout} {done.stderr}"
        return done.returncode != 0

    def live_until(self, seconds):
        if self.number >= LIVES_MAX:
            self.end()
        process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, text=True)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        output = process.communicate()[0]
        self.number += 1
        assert process.returncode in (0, -signal.SIGKILL), output
        return process.returncode != 0

    def end(self):
        """Two lives without a death: the last one finds everything resolved."""
        number = self.number
        self.number = -1
        for _ in range(2):
            self.number = number
            done = subprocess.run(self.command(), capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stdout + done.stderr
            number += 1
        self.move()


def test_death_at_every_boundary_loses_nothing_and_pays_nothing_twice(tmp_path):
    labels = subprocess.run([TRIALS, "labels"], capture_output=True, text=True).stdout.split()
    assert len(labels) >= 40
    lives, died = Lives(tmp_path), {}
    for turn in range(DEATHS):
        for label in labels:
            # Some are reached once a life, and only if the life before got far enough.
            lived = any(lives.live(label, 1 + turn % 4) or lives.live(label, 1) for _ in range(3))
            died[label] = died.get(label, 0) + lived
    lives.end()
    seldom = [label for label in labels if died[label] < DEATHS]
    assert not seldom, f"not reached every time: {seldom}"
    print(f"{sum(died.values())} deaths at {len(labels)} boundaries, fewest {min(died.values())}")


def test_death_at_any_moment_loses_nothing_and_pays_nothing_twice(tmp_path):
    seed = int(os.environ.get("TEST_SEED", "20261120"))
    dice, lives, deaths, start = random.Random(seed), Lives(tmp_path), 0, time.monotonic()
    print(f"seed {seed}")
    lives.live()
    usual = time.monotonic() - start
    for _ in range(RANDOM_DEATHS):
        deaths += lives.live_until(dice.uniform(0.01, 1.2 * usual))
    lives.end()
    assert deaths > 0
    print(f"{deaths} deaths in {RANDOM_DEATHS} lives")


def test_one_long_world_of_payments_keeps_every_promise():
    """TEST_PAYMENTS=100000 is the whole trial."""
    payments = os.environ.get("TEST_PAYMENTS", "2000")
    done = subprocess.run(
        [BINARY, "simulate", "--payments", payments, "--seed", os.environ.get("TEST_SEED", "7")],
        capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0 and "every promise kept" in done.stdout, done
    print(done.stdout)
