"""One run of Typst, in a process of its own: `python typesetter.py FOLDER SECONDS` sets main.typ of FOLDER.

It writes document.pdf there, or refused.json, and knows nothing of Pomost, so that it starts at once.
"""

import json
import sys
from pathlib import Path

import typst


def main(folder: Path, seconds: int) -> None:
    """Set the document, whose moment is in `seconds` since 1970."""
    try:
        data = typst.compile(
            folder / "main.typ",
            root=folder,  # nothing outside is opened, whatever a drawing asks for
            ignore_system_fonts=True,  # else the same text would be set differently on another machine
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=seconds,
        )
    except typst.TypstError as error:
        answer = {"message": error.message, "diagnostic": error.diagnostic}
        (folder / "refused.json").write_text(json.dumps(answer))
    else:
        (folder / "document.pdf").write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
