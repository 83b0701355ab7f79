"""The computed sentences of a report: what it is about, what it cannot say, and its method (COREQ items)."""

from collections.abc import Iterator

from app.domain.findings.reports.threshold import OTHER
from app.domain.findings.units import NOTE
from app.exports.reports.facts import Facts
from app.presentation import translations

AUTOMATIC = {"about", "limits", "method"}


def about(facts: Facts) -> Iterator[str]:
    """What the report is made from. In the combined report, its table says so for each place."""
    _, ngettext = facts._, facts.ngettext
    if facts.report.place_id is None:
        yield _("This report brings together what people said in several places. Each place has its own report.")
        yield _("We show the evidence of each place separately, because different people answered in each.")
        return
    notes = sum(unit.kind == NOTE for unit in facts.units)
    for workshop, _place in facts.workshops:
        values = {"title": workshop.title, "date": translations.day(workshop.held_on, facts.language)}
        yield _("People met at the workshop “%(title)s” on %(date)s.") % values
    here = {place.id for place in facts.places}
    people = sum(number for (place, _group), number in facts.taken.people.items() if place in here)
    if people:
        yield ngettext("%(num)s person took part.", "%(num)s people took part.", people) % {"num": people}
    words = ngettext(
        "They wrote %(num)s note that everyone could read.", "They wrote %(num)s notes that everyone could read.", notes
    )
    yield words % {"num": notes}
    held = len(facts.interviews)
    if held:
        yield ngettext("We also held %(num)s interview.", "We also held %(num)s interviews.", held) % {"num": held}
    yield _("Each note and interview passage was coded to the elements of the framework.")


def limits(facts: Facts) -> Iterator[str]:
    """What the evidence cannot show, as far as it can be computed."""
    _, ngettext, programme = facts._, facts.ngettext, facts.programme
    yield _("A count says how often something was raised. It does not say how many people think so.")
    yield _("People chose to come. They do not represent everyone who lives or works here.")
    values = {"number": programme.threshold}
    if missing := _hardly_heard(facts):
        words = _("In no place did %(number)s or more people from these groups take part: %(groups)s.")
        if facts.report.place_id is not None:
            words = _("Fewer than %(number)s people from each of these groups took part, or no one: %(groups)s.")
        yield words % (values | {"groups": ", ".join(missing)})
    yield _("Groups of fewer than %(number)s people are not named, so their views cannot be told apart.") % values
    uncoded = sum(not unit.codes for unit in facts.units)
    if uncoded:
        words = ngettext("%(num)s note or passage is not coded.", "%(num)s notes and passages are not coded.", uncoded)
        yield words % {"num": uncoded}
    if any(interview.consent == "analysis" for interview in facts.interviews):
        yield _("Some people agreed to analysis only, so this report does not quote them.")
    if not facts.interviews:
        yield _("No interviews were held.")
    if facts.agreed is None and not programme.reflexive:
        yield _("No one has coded a sample independently, so we cannot say how far coders would agree.")
    if facts.book.framework.working_labels:
        yield _("The element names are provisional. They are not the published names of the framework.")


def rated(facts: Facts) -> Iterator[str]:
    """How to read the ratings of several places."""
    if not any(one.figures.rows for one in facts.ratings):
        yield facts._("No place has rated how well its elements work.")
        return
    yield facts._("Each place is shown separately. Different people answered in each, so this is no ranking.")


def method(facts: Facts) -> Iterator[str]:
    """COREQ items 24, 25, 27, 28, 29 and 30, as far as the program knows them."""
    _, ngettext = facts._, facts.ngettext
    yield _("Method: codebook thematic analysis with a framework matrix.")
    yield _("Codes come from the framework. Themes come from reading the evidence.")
    coders = facts.coders
    if coders:
        words = ngettext("Coders (COREQ 24): %(num)s person coded.", "Coders (COREQ 24): %(num)s people coded.", coders)
        yield words % {"num": coders}
    else:
        yield _("Coders (COREQ 24): no sample was coded independently.")
    elements, own = len(facts.book.elements), len(facts.book.codes)
    values = {"elements": elements, "own": own}
    yield _("Coding tree (COREQ 25): %(elements)s elements and %(own)s codes of our own. See annex B.") % values
    yield _("Software (COREQ 27): Commonboard. It counts. It does not suggest themes or write sentences.")
    done = sum(bool(comment.response) for comment in facts.comments)
    if facts.comments:
        words = _("Participants’ checking (COREQ 28): %(all)s comments on drafts, %(done)s answered.")
        yield words % {"all": len(facts.comments), "done": done}
    else:
        yield _("Participants’ checking (COREQ 28): no one has commented on a draft.")
    yield _("Quotations (COREQ 29): quotes are people’s own words. “…” is a cut, and [brackets] replace words.")
    if facts.programme.reflexive:
        yield _("Agreement is not computed, because this programme works reflexively.")


def facts_in_short(facts: Facts) -> list[tuple[str, str]]:
    """What stands under the title, as (label, value): the sources of a local report, or of each place."""
    _ = facts._
    if facts.report.place_id is None:
        return [
            (place.name, _("%(notes)s notes, %(interviews)s interviews") % _sources(facts, place.id))
            for place in facts.places
        ]
    dates = [translations.day(workshop.held_on, facts.language) for workshop, _place in facts.workshops]
    found = [(_("Workshop"), ", ".join(dates))] if dates else []
    numbers = _sources(facts, facts.report.place_id)
    return [*found, (_("Interviews"), str(numbers["interviews"])), (_("Notes read"), str(numbers["notes"]))]


def _sources(facts: Facts, place_id: int) -> dict[str, int]:
    return {
        "notes": sum(unit.kind == NOTE and unit.place_id == place_id for unit in facts.units),
        "interviews": sum(interview.place_id == place_id for interview in facts.interviews),
    }


def _hardly_heard(facts: Facts) -> list[str]:
    """The groups that people could choose, and of which too few came to be named, or no one.

    The report does not say which of the two, because a reader could then tell who is among the others. Empty where no
    one knows who came, such as at a workshop that was imported without its people.
    """
    here = {place.id for place in facts.places}
    if not any(place in here for place, _group in facts.taken.people):
        return []
    offered = dict.fromkeys(group for workshop, _place in facts.workshops for group in workshop.speaks_for)
    few = facts.programme.threshold
    return [
        facts.group(group)
        for group in offered
        if group not in {*facts.named, OTHER} and all(facts.taken.size(place, group) < few for place in here)
    ]


TEXTS = {"about": about, "rated": rated, "limits": limits, "method": method}
