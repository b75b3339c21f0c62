"""What is tried first is refused; what a person thinks of is not."""

import pytest

from foundation.errors import Invalid
from people.domain import check_password
from people.domain.guessing import is_easy

EASY = """
1234567890 0987654321 12345678910 123456789a 1111111111 1212121212 abcabcabcabc abcdefghij qwertyuiop poiuytrewq
asdfghjkl1 1qaz2wsx3edc 1q2w3e4r5t qwerty12345 1qazxsw23edc password123 Passw0rd2026 P@ssw0rd!! Password!Password
Welcome2026! Spring2026! Summer-2026 admin12345 administrator iloveyou2026 woaini1314520 kefu123456 training2026
Certify2026! changeme123 letmein1234 testtest1234 !@#$%^&*() 0000000001 1234qwerasdf
"""
FINE = """
correct-horse-battery 深夜的绿皮火车一路开往南方 kV7#pq2Lm9wX tiger-on-the-roof springtime-rain-42 mypasswordisnotyours
a-new-phrase-7 北京2008年的夏天很热闹 h4ngzhou-to-n1ngbo 3.1415926-and-more passing-clouds
"""


@pytest.mark.parametrize("password", EASY.split())
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_easy(password)
    with pytest.raises(Invalid):
        check_password(password, "200825")


@pytest.mark.parametrize("password", FINE.split())
def test_what_somebody_thought_of_is_taken(password: str) -> None:
    assert not is_easy(password)
    check_password(password, "200825")


def test_spaces_count_and_nothing_is_cut() -> None:
    check_password("four words in a row", "200825")
    check_password("x7 " * 60 + "end", "200825")
    with pytest.raises(Invalid):
        check_password("长" * 201, "200825")


def test_twelve_characters_are_the_least() -> None:
    with pytest.raises(Invalid, match="改正"):
        check_password("kV7#pq2Lm9w", "200825")
    check_password("kV7#pq2Lm9wX", "200825")
