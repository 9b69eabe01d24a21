"""Tables as the providers publish them: the documented columns, made-up figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.periods import Dekad, Month
from app.domain.places import counties
from tests.stubs.series import (
    FIRST_COUNTIES,
    FIRST_NDVI,
    FIRST_RAIN,
    ndvi,
    newest_dekad,
    rain_mm,
    units,
)

RAIN_HEADER = (
    "date,adm_level,adm_id,PCODE,n_pixels,rfh,rfh_avg,r1h,r1h_avg,r3h,r3h_avg,rfq,r1q,r3q,version"
)
NDVI_HEADER = "date,adm_level,adm_id,PCODE,n_pixels,vim,vim_avg,viq"
ASIS_HEADER = (
    "Indicator,Country,ADM1_CODE,Province,Land_Type,Date,Data,Year,Month,Dekad,Unit,Source"
)
PRICE_HEADER = (
    "date,admin1,admin2,market,market_id,latitude,longitude,category,commodity,commodity_id,unit,"
    "priceflag,pricetype,currency,price,usdprice\n"
    "#date,#adm1+name,#adm2+name,#loc+market+name,#loc+market+code,#geo+lat,#geo+lon,#item+type,"
    "#item+name,#item+code,#item+unit,#item+price+flag,#item+price+type,#currency+code,#value,"
    "#value+usd"
)
IPC_HEADER = (
    "Date of analysis,Country,Total country population,Level 1,Area,Validity period,From,To,Phase,"
    "Number,Percentage\n"
    "#date+analysis,#country,#population,#adm1+name,#adm2+name,#period,#date+start,#date+end,"
    "#severity,#affected,#affected+pct"
)
PEOPLE = 1_000_000
SHARES = {"1": 0.55, "2": 0.25, "3": 0.15, "4": 0.05, "5": 0.0, "3+": 0.2, "all": 1.0}
# The newest dekads of CHIRPS are replaced when the stations have reported.
PRELIMINARY_DEKADS = 3


@dataclass(frozen=True)
class Tables:
    """What the providers have on a day.

    Attributes:
        today: The present day.
        behind: Days before today after which nothing is known yet.
        slugs: Counties that the tables name.
        first_year: First year of the full files; later than 1990 for a quicker test.
    """

    today: date
    behind: int = 3
    slugs: tuple[str, ...] = FIRST_COUNTIES
    first_year: int = 1990

    @property
    def newest(self) -> Dekad:
        """The last dekad that the tables observe."""
        return newest_dekad(self.today - timedelta(days=self.behind))

    def rainfall(self, *, full: bool) -> bytes:
        """Return WFP's table of rain, all years or the last five and this one."""
        return _joined(RAIN_HEADER, self._rain_rows(full=full))

    def vegetation(self, *, full: bool) -> bytes:
        """Return WFP's table of NDVI, all years or the last five and this one."""
        return _joined(NDVI_HEADER, self._ndvi_rows(full=full))

    def _span(self, first: Dekad, *, full: bool) -> range:
        year = self.first_year if full else self.today.year - 5
        return range(max(first.ordinal, Dekad(year, 1, 1).ordinal), self.newest.ordinal + 1)

    def _rain_rows(self, *, full: bool) -> Iterator[str]:
        # nine dekads are needed for the first sum
        first = Dekad.from_ordinal(FIRST_RAIN.ordinal + 8)
        last = Dekad.from_ordinal(self.newest.ordinal + 1)
        forecast = [last.ordinal] if last.period.start <= self.today else []
        for level, number, pcode, pixels in units(self.slugs):
            series = rain_mm(pcode, last.ordinal)
            for at in [*self._span(first, full=full), *forecast]:
                figures = [
                    sum(series[each][column] for each in range(at - dekads + 1, at + 1))
                    for dekads in (1, 3, 9)
                    for column in (0, 1)
                ]
                pairs = zip(figures[::2], figures[1::2], strict=True)
                quotients = [100 * (mm + 5) / (normal + 5) for mm, normal in pairs]
                told = ",".join(f"{each:.5f}" for each in [*figures, *quotients])
                yield f"{_start(at)},{level},{number},{pcode},{pixels},{told},{self._version(at)}"

    def _version(self, at: int) -> str:
        if at > self.newest.ordinal:
            return "forecast"
        return "prelim" if at > self.newest.ordinal - PRELIMINARY_DEKADS else "final"

    def _ndvi_rows(self, *, full: bool) -> Iterator[str]:
        for level, number, pcode, pixels in units(self.slugs):
            series = ndvi(pcode, self.newest.ordinal)
            for at in self._span(FIRST_NDVI, full=full):
                value, normal = series[at]
                quotient = 100 * (value + 0.05) / (normal + 0.05)
                place = f"{_start(at)},{level},{number},{pcode},{pixels}"
                yield f"{place},{value},{normal},{quotient:.5f}"

    def asis(self) -> bytes:
        """Return FAO's table of VCI; its first administrative units are the counties."""
        span = range(Dekad(self.today.year - 2, 1, 1).ordinal, self.newest.ordinal + 1)
        return _joined(ASIS_HEADER, (row for slug in self.slugs for row in _asis_rows(slug, span)))

    def prices(self) -> bytes:
        """Return WFP's table of prices: maize every month until the month before."""
        known = self.today - timedelta(days=self.behind)
        months = [Month.of(date(known.year, number, 1)) for number in range(1, known.month)]
        months = [Month(known.year - 1, number) for number in range(1, 13)] + months
        return _joined(
            PRICE_HEADER,
            (
                f"{month}-15,Eastern,{counties()[slug].name},Market of {slug},{900 + number},-1.4,"
                f'38.0,cereals and tubers,"Maize (white, dry)",440,90 KG,actual,Wholesale,KES,'
                f"{4500 + 90 * number + 10 * month.number},35.0"
                for number, slug in enumerate(self.slugs)
                for month in months
            ),
        )

    def ipc(self) -> bytes:
        """Return IPC's table of areas: the newest of its two analyses a year."""
        known = self.today - timedelta(days=self.behind)
        analysed = Month(known.year, 7 if known.month >= 8 else 2)
        if known.month < 3:
            analysed = Month(known.year - 1, 7)
        start = analysed.period.start
        middle = start + timedelta(days=90)
        spans = {
            "current": (start, middle),
            "first projection": (middle + timedelta(days=1), middle + timedelta(days=120)),
        }
        return _joined(
            IPC_HEADER,
            (
                f"{start:%b %Y},KEN,16617000,ASAL Counties,{counties()[slug].name},{validity},"
                f"{first},{last},{phase},{int(PEOPLE * share)},{share}"
                for slug in self.slugs
                for validity, (first, last) in spans.items()
                for phase, share in SHARES.items()
            ),
        )


def _asis_rows(slug: str, span: range) -> Iterator[str]:
    name = counties()[slug].name
    series = ndvi(counties()[slug].pcode, span[-1])
    for at in span:
        dekad = Dekad.from_ordinal(at)
        value, normal = series[at]
        vci = round(50 + 150 * (value - normal), 2)
        yield (
            f"VCI,Kenya,51325,{name},Crop Area,{_start(at)},{vci},{dekad.year},{dekad.month},"
            f"{dekad.number},%,FAO-ASIS"
        )


def _start(at: int) -> date:
    return Dekad.from_ordinal(at).period.start


def _joined(header: str, rows: Iterator[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode()
