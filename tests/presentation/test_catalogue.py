"""A translation file is used as a whole, or refused with one line that names the fault and its place."""

import re
from pathlib import Path

import pytest

from app.presentation import catalogue
from app.presentation.catalogue import TranslationError
from scripts import strings

HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
GOOD = """\
msgid "Hello %(name)s"
msgstr "Olá %(name)s"

msgid "%(num)s note"
msgid_plural "%(num)s notes"
msgstr[0] "uma nota"
msgstr[1] "%(num)s notas"

msgid "{n} new note"
msgid_plural "{n} new notes"
msgstr[0] "{n} nota nova"
msgstr[1] "{n} notas novas"

msgid "Not translated yet"
msgstr ""

#, fuzzy
msgid "Doubtful %(name)s"
msgstr "%(nome)s"
"""


def written(folder: Path, body: str, name: str = "pt_BR.po", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text(header + body, encoding="utf-8")
    return path


def test_a_valid_translation_file_gives_tag_name_and_translations(tmp_path: Path) -> None:
    made = catalogue.read(written(tmp_path, GOOD))
    assert (made.tag, made.name) == ("pt-BR", "Português (Brasil)")
    assert made.translations.gettext("Hello %(name)s") == "Olá %(name)s"
    assert made.translations.ngettext("%(num)s note", "%(num)s notes", 2) == "%(num)s notas"
    # Messages without a translation, or with one marked as fuzzy, stay English.
    assert made.translations.gettext("Not translated yet") == "Not translated yet"
    assert made.translations.gettext("Doubtful %(name)s") == "Doubtful %(name)s"


@pytest.mark.parametrize(
    ("body", "line", "fault"),
    [
        ('msgid "Hello %(name)s"\nmsgstr "Olá %(nome)s"\n', 6, "%(nome)s is not in the English text"),
        ('msgid "Hello %(name)s"\nmsgstr "Olá"\n', 6, "%(name)s is missing"),
        ('msgid "Hello %(name)s"\nmsgstr "Olá %(name)"\n', 6, "% is not in the English text"),
        ('msgid "{n} of {all}"\nmsgstr "{n} de {tudo}"\n', 6, "{tudo} is not in the English text"),
        ('msgid "{n} of {all}"\nmsgstr "{n}"\n', 6, "{all} is missing"),
        ('msgid "All of it"\nmsgstr "100 % disso"\n', 6, "% is not in the English text"),
        ('msgid "All of it"\nmsgstr "<b>tudo</b>"\n', 6, "< is not in the English text"),
        ('msgid "All of it"\nmsgstr "\\"tudo\\""\n', 6, '" is not in the English text'),
        (
            'msgid "%(num)s note"\nmsgid_plural "%(num)s notes"\nmsgstr[0] "%(num)s nota"\nmsgstr[1] "%(n)s notas"\n',
            6,
            "%(n)s is not in the English text",
        ),
        (
            'msgid "%(num)s of %(who)s"\nmsgid_plural "%(num)s of %(who)s"\n'
            'msgstr[0] "%(num)s"\nmsgstr[1] "%(num)s %(who)s"\n',
            6,
            "%(who)s is missing",
        ),
        (
            'msgid "{n} note"\nmsgid_plural "{n} notes"\nmsgstr[0] "{n} nota"\n',
            6,
            "a plural form is missing: this language has 2",
        ),
        (
            'msgid "{n} note"\nmsgid_plural "{n} notes"\nmsgstr[0] ""\nmsgstr[1] "{n} notas"\n',
            6,
            "a plural form is missing: this language has 2",
        ),
        (
            'msgid "{n} note"\nmsgid_plural "{n} notes"\nmsgstr[0] "{n}"\nmsgstr[1] "{n}"\nmsgstr[2] "{n}"\n',
            6,
            "more translations than num_plurals",
        ),
        ('msgid "Hello\nmsgstr "Olá"\n', 6, "cannot be read"),
        ('msgid "Hello"\nmsgstr "Olá\n', 7, "cannot be read"),
        ('msgid "Hello"\nmsgstr "Olá\\"\n', 7, "cannot be read"),
        ('msgid "Hello"\nmsgstr[x] "Olá"\n', 7, "cannot be read"),
        ('<<<<<<< HEAD\nmsgid "Hello"\nmsgstr "Olá"\n', 6, "cannot be read"),
        ('msgid "Hello"\nmsgid_plural "Hellos"\nmsgstr "Olá"\n', 6, "a plural form is missing"),
    ],
)
def test_a_translation_that_would_break_a_page_is_refused_with_its_line(
    tmp_path: Path, body: str, line: int, fault: str
) -> None:
    path = written(tmp_path, body)
    with pytest.raises(TranslationError) as refused:
        catalogue.read(path)
    assert str(refused.value).startswith(f"{path}, line {line}: ")
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("plural", "fault"),
    [
        ("nplurals=2; plural=(n ! 1", "Plural-Forms cannot be used: unbalanced parenthesis in plural form"),
        ("nplurals=2; plural=n/0;", "Plural-Forms cannot be used: integer division or modulo by zero"),
        ("nplurals=2; plural=n;", "Plural-Forms cannot be used: it gives a form that is not among the 2"),
        ("nplurals=2; plural=n%3;", "Plural-Forms cannot be used: it gives a form that is not among the 2"),
        ("nplurals=2; plural=n==200?2:0;", "Plural-Forms cannot be used: it gives a form that is not among the 2"),
        ("nplurals=INTEGER; plural=0;", "the header, with Plural-Forms in it, cannot be read: invalid literal"),
    ],
)
def test_an_invalid_plural_rule_is_refused(tmp_path: Path, plural: str, fault: str) -> None:
    path = written(tmp_path, GOOD, header=HEADER.replace("nplurals=2; plural=(n > 1);", plural))
    with pytest.raises(TranslationError) as refused:
        catalogue.read(path)
    assert str(refused.value).startswith(f"{path}: {fault}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        # A translation may contain or leave out anything in the English message that is not a placeholder.
        'msgid "100 % of \\"it\\" < all"\nmsgstr "100 % disso"\n',
        'msgid "100 % of \\"it\\" < all"\nmsgstr "< 100 % \\"disso\\""\n',
        'msgid "100 % of \\"it\\" < all"\nmsgstr "tudo"\n',
        'msgid "All of it"\nmsgstr "100 %% disso"\n',
        'msgid "%(num)s note"\nmsgid_plural "%(num)s notes"\nmsgstr[0] "uma nota"\nmsgstr[1] "notas"\n',
    ],
)
def test_a_translation_may_leave_out_text_that_no_placeholder_fills(tmp_path: Path, body: str) -> None:
    assert catalogue.read(written(tmp_path, body)).translations.gettext("Hello") == "Hello"


def test_a_long_line_is_shown_by_its_first_sixty_characters(tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=f"cannot be read: '{'x' * 60}'$"):
        catalogue.read(written(tmp_path, "x" * 100))


@pytest.mark.parametrize("placeholder", ["%(num)s", "{n}"])
def test_only_a_plural_form_may_leave_out_the_number(tmp_path: Path, placeholder: str) -> None:
    path = written(tmp_path, f'msgid "Question {placeholder}"\nmsgstr "Pergunta"\n')
    with pytest.raises(TranslationError, match=re.escape(f"{placeholder} is missing")):
        catalogue.read(path)


@pytest.mark.parametrize("name", ["klingon.po", "messages.po", "sr@latin.po"])
def test_a_translation_file_without_a_language_as_its_name_is_refused(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, GOOD, name)
    with pytest.raises(TranslationError, match=r"not a language.*cy\.po, pt-BR\.po"):
        catalogue.read(path)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"
    path.write_bytes((HEADER + 'msgid "Hello"\nmsgstr "Olá"\n').encode("latin-1"))
    with pytest.raises(TranslationError, match=r"line 7: .*UTF-8"):
        catalogue.read(path)


def test_a_translation_file_with_windows_line_ends_and_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"
    path.write_text(HEADER + GOOD, encoding="utf-8-sig", newline="\r\n")
    assert catalogue.read(path).translations.gettext("Hello %(name)s") == "Olá %(name)s"


def test_a_translation_file_without_a_header_gets_its_languages_plural_rule(tmp_path: Path) -> None:
    made = catalogue.read(written(tmp_path, GOOD, "pt.po", header=""))
    assert made.translations.ngettext("{n} new note", "{n} new notes", 2) == "{n} notas novas"
    french = 'msgid "{n} new note"\nmsgid_plural "{n} new notes"\nmsgstr[0] "{n} note"\nmsgstr[1] "{n} notes"\n'
    made = catalogue.read(written(tmp_path, french, "fr.po", header=""))
    # In French, nothing is singular.
    assert made.translations.ngettext("{n} new note", "{n} new notes", 0) == "{n} note"


def test_two_files_for_one_language_in_one_folder_are_refused(tmp_path: Path) -> None:
    for name in ("pt_BR.po", "pt-br.po"):
        written(tmp_path, GOOD, name)
    with pytest.raises(TranslationError, match=r"pt-br\.po.* are both for pt-BR"):
        catalogue.read_folder(tmp_path)


def test_scripts_strings_updates_a_translation_file_of_any_name(tmp_path: Path) -> None:
    for name in ("pt_BR.po", "zh-Hant.po"):
        path = written(tmp_path, 'msgid "Not in the code"\nmsgstr "x"\n\nmsgid "Saved"\nmsgstr "Salvo"\n', name)
        strings.update(path)
        assert catalogue.read(path).translations.gettext("Saved") == "Salvo"
        assert "Not in the code" not in path.read_text(encoding="utf-8")
