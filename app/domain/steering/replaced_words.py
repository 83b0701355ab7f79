"""What an action replaced and the journal must not hold: a stack's name, a message, or who had raised their hand.

The journal holds no words and names no participant. The workshop keeps what undoing the action restores, by the seq of
the event, as long as the event can be undone.
"""

from sqlmodel import Session

from app.domain.models import Workshop

# Undo looks at no more events than these. They are more than people cause in ten busy minutes.
KEPT_FOR = 2000


def keep(session: Session, workshop: Workshop, seq: int, words: str) -> None:
    """Keep the words that the event `seq` replaced. Empty words need no place."""
    if not words:
        return
    kept = {number: text for number, text in workshop.replaced_words.items() if int(number) > seq - KEPT_FOR}
    workshop.replaced_words = kept | {f"{seq}": words}
    session.add(workshop)


def replaced_by(workshop: Workshop, seq: int) -> str:
    """The words that the event `seq` replaced; "" for none."""
    return workshop.replaced_words.get(f"{seq}", "")
