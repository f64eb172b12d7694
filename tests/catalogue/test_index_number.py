"""索引号: shape, check character, address."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.catalogue.index_number import address_of, credit_code_check, is_index_number, next_index_number

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
INVENTED = ("11990100MB0990104", "12990100555010123", "13990102MA0A1B2C3", "91990100X00000017", "N2990100PDQ000999")


def check_character(code: str) -> str:
    """GB 32100—2015 by its definition: the sum of value × 3^(i-1), and 31 minus its remainder."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    return LETTERS[(31 - sum(LETTERS.index(c) * w for c, w in zip(code, weights, strict=True)) % 31) % 31]


@pytest.mark.parametrize("code", INVENTED)
def test_a_right_check_character_is_accepted_and_every_other_named(code: str) -> None:
    right = check_character(code)
    assert credit_code_check(f"{code}{right}/2024-00012") is None
    for wrong in LETTERS:
        if wrong != right:
            assert credit_code_check(f"{code}{wrong}/2024-00012") == (wrong, right)


@pytest.mark.parametrize("code", INVENTED)
def test_every_slip_in_one_character_is_noticed(code: str) -> None:
    whole = code + check_character(code)
    for place, character in enumerate(code):
        for other in LETTERS:
            if other != character:
                assert credit_code_check(f"{whole[:place]}{other}{whole[place + 1 :]}/2024-1")


@pytest.mark.parametrize("number", ["SL/2024-00012", "000099999/2024-00012", "示例-甲-2024-7", "119901000000000"])
def test_other_forms_have_no_check_character(number: str) -> None:
    assert credit_code_check(number) is None


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("SL/2024-00001", True),
        ("示例〔2024〕第1(试行)", True),
        ("a1", True),
        ("A" * 64, True),
        ("A" * 65, False),
        ("A", False),
        ("", False),
        ("SL 2024", False),
        ("SL/2024-1\n", False),
        ("../2024", False),
        ("SL/../2024", False),
        ("SL//2024", False),
        ("/SL/2024", False),
        ("SL/2024/", False),
        (".SL", False),
        ("SL.", False),
        ("SL\\2024", False),
        ("SL%2f2024", False),
        ("SL?2024", False),
        ("SL#2024", False),
        ("SL\u202e2024", False),
        ("SL\x002024", False),
    ],
)
def test_the_shape_of_an_index_number(text: str, good: bool) -> None:
    assert is_index_number(text) is good


def test_addresses_are_made_from_the_number_alone() -> None:
    assert address_of("SL/2024-00001") == "documents/2024/sl-2024-00001"
    assert address_of("SL/202404-00057") == "documents/2024/sl-202404-00057"
    assert address_of("示例-1").startswith("documents/")
    assert address_of("示例-1").isascii()


@pytest.mark.parametrize("name", ["CON", "con", "NUL", "com1", "LPT9", "aux", "PRN"])
def test_names_that_a_system_keeps_for_itself_are_avoided(name: str) -> None:
    assert address_of(name).rsplit("/", 1)[-1] not in (name.lower(), name)


@given(st.from_regex(r"[0-9A-Za-z一-龥][0-9A-Za-z一-龥/.\-_()（）〔〕]{0,62}[0-9A-Za-z一-龥)）]", fullmatch=True))
@settings(deadline=None, derandomize=True, database=None)
def test_every_index_number_has_a_safe_address(number: str) -> None:
    if not is_index_number(number):
        return
    folder, bucket, name = address_of(number).split("/")
    assert folder == "documents"
    assert bucket
    assert set(bucket + name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert len(f"{name}.html".encode()) <= 255
    assert address_of(number.swapcase()).split("/")[2] == name


def test_the_longest_number_still_fits_a_file_system_and_stays_its_own() -> None:
    one, other = address_of("馆" * 64), address_of("馆" * 63 + "藏")
    assert one != other
    assert all(len(f"{address.rsplit('/', 1)[-1]}.html".encode()) <= 255 for address in (one, other))


def test_the_next_number_skips_those_in_use() -> None:
    used = {"A/2024-1", "A/2024-2", "A/2023-3"}
    assert next_index_number("A/{year}-{serial}", 2024, used) == "A/2024-3"
    assert next_index_number("A/{year}-{serial:04d}", 2024, used) == "A/2024-0001"
