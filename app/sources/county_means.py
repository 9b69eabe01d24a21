"""From WFP's units to counties: the mean by area, dekad by dekad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
WHOLE_COUNTY, PART = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyMeans:
    """County values on a grid of counties and dekads.

    Attributes:
        slugs: The counties, one a line of the grid.
        first: Ordinal of the dekad of the grid's first column.
        values: For each column of the table, the county values; NaN where there is none.
        preliminary: Where the provider will replace the value.
        rows: For each place on the grid, the lines of the file behind it.
    """

    slugs: tuple[str, ...]
    first: int
    values: dict[str, Floats]
    preliminary: npt.NDArray[np.bool_]
    rows: pd.Series


def county_means(units: pd.DataFrame, *, columns: tuple[str, ...]) -> CountyMeans:
    """Return sum(n_pixels * x) / sum(n_pixels) over a county's units for each dekad.

    A row for the whole county goes before the units of that county and dekad. A dekad in which a
    unit of the county has no row or no figure has no county value: the mean of the others would
    jump without any change on the ground.

    Args:
        units: Rows as `read_units` gives them; at least one.
        columns: The columns to average.
    """
    slugs, county = np.unique(units["county"].to_numpy(dtype=str), return_inverse=True)
    first = int(units["dekad"].min())
    shape = (len(slugs), int(units["dekad"].max()) - first + 1)
    rows = units.assign(cell=county * shape[1] + units["dekad"].to_numpy() - first)
    rows, complete = _deciding(rows, slugs=slugs, shape=shape)
    preliminary = np.zeros(complete.size, dtype=bool)
    preliminary[rows["cell"][rows["preliminary"]]] = True
    return CountyMeans(
        slugs=tuple(slugs.tolist()),
        first=first,
        values={
            column: np.where(complete, _mean(rows, column, cells=complete.size), np.nan).reshape(
                shape
            )
            for column in columns
        },
        preliminary=preliminary.reshape(shape),
        rows=pd.Series(rows.index, index=rows["cell"].to_numpy()).sort_index(),
    )


def _deciding(
    rows: pd.DataFrame, *, slugs: npt.NDArray[np.str_], shape: tuple[int, int]
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return the rows that decide, and for each place on the grid whether all are there."""
    whole = np.zeros(shape[0] * shape[1], dtype=bool)
    whole[rows["cell"][rows["adm_level"] == WHOLE_COUNTY]] = True
    rows = rows[(rows["adm_level"] == WHOLE_COUNTY) | ~whole[rows["cell"]]]
    parts = rows[rows["adm_level"] == PART].groupby("county")["PCODE"].nunique()
    expected = np.repeat(parts.reindex(slugs, fill_value=0).to_numpy(), shape[1])
    found = np.bincount(rows["cell"], minlength=whole.size)
    return rows, (found > 0) & (found == np.where(whole, 1, expected))


def _mean(rows: pd.DataFrame, column: str, *, cells: int) -> Floats:
    """Return the mean by area for each place; one unit alone keeps its figure to the last digit."""
    cell = rows["cell"].to_numpy()
    figures = rows[column].to_numpy(dtype=float)
    weights = rows["n_pixels"].to_numpy(dtype=float)
    total = np.bincount(cell, weights=figures * weights, minlength=cells)
    area = np.bincount(cell, weights=weights, minlength=cells)
    alone = np.bincount(cell, minlength=cells) == 1
    with np.errstate(invalid="ignore"):
        return np.where(alone, np.bincount(cell, weights=figures, minlength=cells), total / area)
