"""Page 1 of NDMA's county bulletin, made here: April 2017 of Kitui in five layouts.

The figures are those that NDMA printed (docslib.org/doc/1028905); the pages are our own drawing.
"""

import io
from dataclasses import dataclass, field
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

PAPER_WIDTH, PAPER_HEIGHT = A4
SMALL = getSampleStyleSheet()["BodyText"].clone("small", fontSize=8, leading=10)

# group, label, value, normal range, unit beside the figures
ROWS = (
    ("Biophysical", "VCI-3 month", "9.72", ">35", ""),
    ("Biophysical", "State of Water Sources", "4", "5-6", ""),
    ("Biophysical", "Vegetation Condition", "Poor", "Good", ""),
    ("Production", "Livestock Migration Pattern", "Normal", "Normal", ""),
    ("Production", "Livestock Body Conditions", "Borderline", "Normal", ""),
    ("Production", "Milk Production (in litres)", "1.1", ">1.6", ""),
    ("Production", "Livestock death(Drought)", "No deaths", "No deaths", ""),
    ("Production", "Crops Condition", "Fair", "Good", ""),
    ("Access", "Terms of Trade (ToT)", "57", ">83", ""),
    ("Access", "Milk Consumption (in litres)", "1.0", ">1.4", ""),
    ("Access", "Return distance to water sources", "2.7", "<3.0", "Km"),
    ("Utilisation", "Nutrition Status, MUAC (% at risk of malnutrition)", "8.6", "<8.0", ""),
    ("Utilisation", "Coping Strategy Index (CSI)", "7.03", "N/A", ""),
)
# Rows of the kind that NDMA has printed since about 2021; labels and figures are made up here.
NEWER = (
    ("Access", "Livestock return distance to water sources", "5.9", "<6.0", "Km"),
    ("Access", "Cost of water (Ksh per 20 litres)", "5", "<4", ""),
    ("Access", "Goat price (Ksh)", "4,500", ">5,200", ""),
    ("Access", "Maize price (Ksh per Kg)", "58", "<45", ""),
    ("Utilisation", "Reduced Coping Strategy Index (rCSI)", "11.5", "<9", ""),
    ("Utilisation", "FCS - Acceptable (%)", "70.5", ">80", ""),
    ("Utilisation", "FCS - Borderline (%)", "24", "<15", ""),
    ("Utilisation", "FCS - Poor (%)", "5.5", "<5", ""),
    ("Utilisation", "HHs using stress coping (%)", "35", "N/A", ""),
    ("Utilisation", "HHs using crisis coping (%)", "21", "N/A", ""),
    ("Utilisation", "HHs using emergency coping (%)", "4.5", "N/A", ""),
)
ZONES = (
    ("Marginal Mixed Farming", "Alarm", "Improving"),
    ("Mixed Farming", "Alarm", "Improving"),
    ("Formal/Urban Employment", "Alarm", "Improving"),
    ("COUNTY", "Alarm", "IMPROVING"),
)
PROSE = (
    "Biophysical Indicators",
    "The onset of the long rains was late. The county experienced extreme vegetation",
    "greenness deficit (VCI of 9.72), but the rains in Mwingi and Mutomo triggered recovery.",
    "Terms of Trade were unfavourable compared to the long term mean in Ikutha.",
)
TITLE = (
    "National Drought Management Authority",
    "KITUI COUNTY",
    "DROUGHT EARLY WARNING BULLETIN FOR APRIL 2017",
)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What is printed on the page; every test changes what it is about."""

    title: tuple = TITLE
    rows: tuple = ROWS
    zones: tuple = ZONES
    prose: tuple = PROSE
    encrypt: object = field(default=None)

    def with_value(self, label, value):
        return tuple(
            (group, name, value if name == label else old, normal, unit)
            for group, name, old, normal, unit in self.rows
        )


def ndma(printed):
    """NDMA's own layout: words on the left, a ruled table a group on the right."""

    def draw(canvas):
        top = _title(canvas, printed)
        phases = [["Livelihood Zone", "Phase", "Trend"], *printed.zones]
        _table(canvas, phases, left=300, top=top, widths=(130, 55, 65))
        y = top - 130
        _prose(canvas, printed, left=40, top=y)
        for group in dict.fromkeys(row[0] for row in printed.rows):
            grid = [[f"{group} Indicators", "Value", "Normal Range/Value"]]
            grid += [[r[1], r[2] + r[4], r[3] + r[4]] for r in printed.rows if r[0] == group]
            y = _table(canvas, grid, left=300, top=y, widths=(130, 60, 60)) - 4

    return _pdf(draw, printed)


def merged(printed):
    """Ruled over the whole page, groups in merged cells, the range before the value."""

    def draw(canvas):
        top = _title(canvas, printed)
        phases = [["LIVELIHOOD ZONE", "EW PHASE", "TRENDS"], *printed.zones]
        y = _table(canvas, phases, left=40, top=top, widths=(250, 130, 130)) - 15
        grid = [["Group", "Indicators", "Normal Range", "Current Value"]]
        spans, last = [], None
        groups = list(dict.fromkeys(row[0] for row in printed.rows))
        rows = sorted(printed.rows, key=lambda row: groups.index(row[0]))
        for number, (group, label, value, normal, unit) in enumerate(rows, start=1):
            label = f"{label} ({unit})" if unit else label
            grid.append([group if group != last else "", label, normal, value])
            if group != last:
                size = sum(row[0] == group for row in printed.rows)
                spans.append(("SPAN", (0, number), (0, number + size - 1)))
            last = group
        y = _table(canvas, grid, left=40, top=y, widths=(90, 230, 95, 95), more=spans)
        _prose(canvas, printed, left=40, top=y - 20)

    return _pdf(draw, printed)


def unruled(printed):
    """Set with white space alone, other signs, units beside the figures, long labels broken."""

    def draw(canvas):
        y = _title(canvas, printed)
        for row in (("Livelihood zone", "Phase", "Trend"), *printed.zones):
            y = _line(canvas, y, (60, 260, 400), row)
        y = _line(canvas, y - 14, (60, 300, 400), ("Indicators", "Value", "Normal range"))
        last = None
        for group, label, value, normal, unit in printed.rows:
            if group != last:
                y = _line(canvas, y, (60,), (group,))
            last = group
            first, _, rest = label.partition(" of malnutrition")
            normal = normal.replace(">", "› ").replace("<", "‹").replace("-", " to ")
            beside = f" {unit.lower()}" if unit else ""
            y = _line(canvas, y, (70, 300, 400), (first, value + beside, normal + beside))
            if rest:
                y = _line(canvas, y, (70,), ("of malnutrition)",))
        _prose(canvas, printed, left=60, top=y - 30)

    return _pdf(draw, printed)


def beside(printed):
    """Phases to the right of the indicators, on the same lines, phase and trend in one cell."""

    def draw(canvas):
        y = _title(canvas, printed)
        heads = ("Indicators", "Status", "Long term mean range", "Livelihood zone", "Phase/Trend")
        lefts = (30, 235, 290, 400, 510)
        y = _line(canvas, y, lefts, heads, size=7)
        zones = [(zone, f"{phase}/{trend}") for zone, phase, trend in printed.zones]
        for number, (_, label, value, normal, unit) in enumerate(printed.rows):
            zone = zones[number] if number < len(zones) else ()
            words = normal.replace(">", "above ").replace("<", "below ").replace("-", " – ")
            cells = (label, f"{value} {unit.lower()}".strip(), words, *zone)
            y = _line(canvas, y, lefts, cells, size=7)
        _prose(canvas, printed, left=30, top=y - 40)

    return _pdf(draw, printed)


def averages(printed):
    """Ruled, with a column of long-term means between the values and the normal ranges."""

    def draw(canvas):
        top = _title(canvas, printed)
        phases = [["Livelihood Zone", "Phase", "Trend"], *printed.zones]
        y = _table(canvas, phases, left=40, top=top, widths=(250, 130, 130)) - 15
        grid = [["Indicators", "Value", "LTA", "Normal Range", "Last month"]]
        grid += [[row[1], row[2], "77", row[3], "66"] for row in printed.rows]
        _table(canvas, grid, left=40, top=y, widths=(220, 70, 70, 80, 70))

    return _pdf(draw, printed)


def columns(printed):
    """White space alone, words on the same lines to the left, values in the middle of columns."""

    def draw(canvas):
        y = _title(canvas, printed)
        words = iter((*printed.prose, *printed.prose, *[""] * 99))
        for row in (("Livelihood Zone", "Phase", "Trend"), *printed.zones):
            y = _centred(canvas, y, row, beside=next(words))
        y -= 14
        for group in dict.fromkeys(row[0] for row in printed.rows):
            heads = (f"{group} Indicators", "Value", "Normal Range")
            y = _centred(canvas, y, heads, beside=next(words))
            for _, label, value, normal, unit in (r for r in printed.rows if r[0] == group):
                first, _, rest = label.partition(" risk of")
                cells = (first, value + unit, normal + unit)
                y = _centred(canvas, y, cells, beside=next(words))
                if rest:
                    y = _centred(canvas, y, (f"risk of{rest}",), beside=next(words))

    return _pdf(draw, printed)


LAYOUTS = {each.__name__: each for each in (ndma, merged, unruled, beside, columns)}


def picture():
    """Return a page that is a picture, as a scanner makes it."""

    def draw(canvas):
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(Image.new("RGB", (200, 280), "white")), 0, 0, 595, 842)

    return _pdf(draw, Printed())


def _pdf(draw, printed):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=printed.encrypt)
    draw(canvas)
    canvas.showPage()
    canvas.drawString(50, 700, "Page 2: GARISSA COUNTY, Dadaab, Fafi")
    canvas.save()
    return buffer.getvalue()


def _title(canvas, printed):
    y = PAPER_HEIGHT - 50
    for line in printed.title:
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(60, y, line)
        y -= 16
    return y - 20


def _prose(canvas, printed, *, left, top):
    canvas.setFont("Helvetica", 6)
    for line in printed.prose:
        canvas.drawString(left, top, line)
        top -= 10


def _line(canvas, y, lefts, cells, *, size=9):
    canvas.setFont("Helvetica", size)
    for left, cell in zip(lefts, cells, strict=False):
        canvas.drawString(left, y, cell)
    return y - 14


def _centred(canvas, y, cells, *, beside):
    canvas.setFont("Helvetica", 5)
    canvas.drawString(30, y, beside)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(300, y, cells[0])
    for middle, cell in zip((475, 540), cells[1:], strict=False):
        canvas.drawCentredString(middle, y, cell)
    return y - 12


def _table(canvas, grid, *, left, top, widths, more=()):
    wrapped = [[Paragraph(escape(cell), SMALL) for cell in row] for row in grid]
    table = Table(wrapped, colWidths=widths)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *more])
    _, height = table.wrapOn(canvas, sum(widths), 700)
    table.drawOn(canvas, left, top - height)
    return top - height
