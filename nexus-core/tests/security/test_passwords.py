import statistics
import threading
import time

import bcrypt
import pytest
from argon2 import PasswordHasher

from nexus.errors import InvalidInput
from nexus.security.passwords import Passwords, Verdict


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


def test_the_right_password_is_right_and_another_is_not(passwords):
    stored = passwords.hash("correct horse")
    assert stored.startswith("$argon2id$")
    assert passwords.verify("correct horse", stored) == Verdict(ok=True)
    assert passwords.verify("correct house", stored) == Verdict(ok=False)


def test_equal_passwords_have_different_hashes(passwords):
    assert passwords.hash("correct horse") != passwords.hash("correct horse")


def test_a_bcrypt_hash_is_accepted_and_flagged(passwords):
    stored = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
    assert passwords.verify("correct horse", stored) == Verdict(ok=True, upgrade=True)
    assert passwords.verify("correct house", stored) == Verdict(ok=False)


def test_a_long_password_hashed_by_bcrypt_still_opens(passwords):
    long = "x" * 100
    stored = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    assert passwords.verify(long, stored).ok


def test_a_weak_argon2_hash_is_flagged(passwords):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")
    assert passwords.verify("correct horse", weak) == Verdict(ok=True, upgrade=True)


@pytest.mark.parametrize("stored", ["", "plain text", "$argon2id$broken", "$2b$broken"])
def test_a_broken_hash_lets_nobody_in(passwords, stored):
    assert passwords.verify("plain text", stored) == Verdict(ok=False)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_too_short_or_too_long_is_refused(passwords, password):
    with pytest.raises(InvalidInput, match="password: must have 8 to 1024 characters"):
        passwords.hash(password)
    assert not passwords.verify(password, None).ok


def test_an_unknown_user_costs_as_much_time_as_a_wrong_password(passwords):
    stored = passwords.hash("correct horse")

    def median(known: str | None) -> float:
        times = []
        for _ in range(5):
            start = time.thread_time()
            passwords.verify("wrong password", known)
            times.append(time.thread_time() - start)
        return statistics.median(times)

    assert 0.3 < median(None) / median(stored) < 3


def test_a_flood_is_hashed_a_few_at_a_time():
    class Counting(PasswordHasher):
        running = most = 0
        lock = threading.Lock()

        def verify(self, hash, password):  # noqa: A002 — the library's name
            with self.lock:
                type(self).running += 1
                type(self).most = max(self.most, self.running)
            try:
                return super().verify(hash, password)
            finally:
                with self.lock:
                    type(self).running -= 1

    passwords = Passwords(parallel=2)
    passwords._argon2 = Counting()
    threads = [threading.Thread(target=passwords.verify, args=("wrong password", None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Counting.most == 2
