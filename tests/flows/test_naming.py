"""Whom a text names, as people write when they are in a hurry or afraid."""

import pytest

from flows.library import Naming


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sam", "Sam"),
        ("It was Sam's idea", "Sam Rivera"),
        ("it was sam's idea", "Sam Rivera"),
        ("Sams Idee war das", "Sam Rivera"),
        ("RIVÉRA was there", "Sam Rivera"),
        ("Sam shouted at me", "sam_miller"),
        ("sam shouted", "sam99"),
        ("Sam did it", "SamMiller"),
        ("Sam shouted at me", "Samuel Miller"),
        ("Jo shouted at me", "Jo Baker"),
        ("it was mueller", "Anna Müller"),
        ("es war müller", "Anna Mueller"),
        ("Yesterday Will hit me", "Will Baker"),
        ("I am in Li Bo's group", "Li Bo"),
        ("I fear Sam", "Sam (she/her)"),
        ("I fear Sam", "Sam | Mentoring Team"),
        ("山田さんが怖い", "山田"),
        ("K1m hit me", "Kim"),
        ("K i m hit me", "Kim"),
        ("\u041aim hit me", "Kim"),
        ("\U0001d40a\U0001d422\U0001d426 hit me", "Kim"),
        ("K\u00adim hit me", "Kim"),
        ("kiiim hit me", "Kim"),
        ("it was m@ria", "Maria Lopez"),
        ("it was Maria", "M\u0430ria Lopez"),
        ("it was maria", "Ma\u200bria Lopez"),
        ("it was \u0410\u043d\u043d\u0430", "\u0410\u041d\u041d\u0410"),
    ],
)
def test_who_is_named_is_found(text: str, name: str) -> None:
    """In any case, with or without accents, with an s behind it, by a short form, in a name that a platform made, or
    in a disguise, of the text or of the name."""
    assert Naming(text).names(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the same sample", "Sam Rivera"),
        ("i will kill myself tonight", "Will Baker"),
        ("Will this ever end", "Will Baker"),
        ("I hope it ends", "Hope"),
        ("My flatmate hits me. She says I may tell nobody.", "Sam (she/her)"),
        ("I am afraid of him", "Sam (he/him)"),
        ("they laugh at me", "Kim (they/them)"),
        ("the team laughs at me", "Sam | Mentoring Team"),
        ("The office is closed", "Office of Student Life"),
        ("I like both books", "Li Bo"),
        ("The whole floor knows", "Theodore Park"),
        ("nothing of the sort", ""),
        ("ela disse que sim", "Ella Park"),
        ("i am so afraid", "Sam Rivera"),
        ("room k1 m3", "Kim"),
        ("I have been waiting", "Ben Park"),
        ("all of them need to be seen soon", "Al Ned"),
        ("wenn ich dann komme", "Dan Wen"),
    ],
)
def test_who_is_not_named_is_not_left_out(text: str, name: str) -> None:
    """Everyday words, pronouns and roles in a name are no names, and a name is no part of another word."""
    assert not Naming(text).names(name)


def test_a_mention_names_its_account() -> None:
    """Whatever the account is called."""
    assert Naming("It was <@USAM>").names("Somebody", "USAM")
    assert Naming("It was <@!123456>").names("Somebody", "123456")
    assert not Naming("It was <@UKIM>").names("Somebody", "USAM")
