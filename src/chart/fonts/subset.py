#!/usr/bin/env python3
"""Makes the embedded fonts from their sources.

    apt-get download fonts-inter-variable fonts-noto-cjk && for d in *.deb; do dpkg -x "$d" sources; done
    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0
    venv/bin/python subset.py sources/usr/share/fonts

Inter becomes one static file a weight with the characters a chart in a Latin script needs; Noto Sans CJK SC keeps the
characters of `cjk.txt`.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
LATIN = [
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A
    0x0218, 0x0219, 0x021A, 0x021B,  # Romanian
    0x2009, 0x200A, 0x202F,  # thin, hair and narrow spaces
    0x2010, 0x2011, 0x2012, 0x2013, 0x2014,  # hyphens and dashes
    *range(0x2018, 0x2020), 0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033,
    0x20A9, 0x20AA, 0x20AB, 0x20AC, 0x20B9, 0x20BA, 0x20BD, 0x20BF,  # currencies
    0x2116, 0x2122,
    *range(0x2190, 0x2194), 0x2197, 0x2198,  # arrows
    0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x00D7,
    0x25B2, 0x25BC, 0x25B3, 0x25BD, 0x25CF, 0x25CB,  # triangles, circles
]


def subset(font, characters, features):
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def main(fonts):
    for weight in (400, 600):
        font = TTFont(fonts / "truetype/inter-vf/Inter-roman.var.ttf")
        font = instantiateVariableFont(font, {"wght": weight})
        subset(font, LATIN, ["kern", "tnum", "case", "ccmp", "mark"])
        font.save(HERE / f"inter-{weight}.ttf")
    characters = [ord(c) for c in (HERE / "cjk.txt").read_text(encoding="utf-8") if not c.isspace()]
    for weight, style in ((400, "Regular"), (600, "Bold")):
        font = TTFont(fonts / f"opentype/noto/NotoSansCJK-{style}.ttc", fontNumber=2)
        subset(font, characters, [])
        font.save(HERE / f"noto-sans-cjk-{weight}.otf")


main(Path(sys.argv[1]))
