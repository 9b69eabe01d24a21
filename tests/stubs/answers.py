"""Answers in JSON as the providers give them: the documented schemas, made-up figures."""

import json
from datetime import date, timedelta

from app.domain.places import counties
from tests.stubs.series import hottest_c, rain_day_mm

Query = dict[str, str]


def catalogue(names: list[str], *, base: str, dataset: str, today: date) -> bytes:
    """Return what HDX's `package_show` says of a dataset with these files."""
    resources = [
        {
            "id": f"0000-{number}",
            "name": name,
            "format": "CSV",
            "size": None,
            "last_modified": f"{today}T04:00:00",
            "download_url": f"{base}/dataset/{dataset}/resource/0000-{number}/download/{name}",
            "url": f"{base}/dataset/{dataset}/resource/0000-{number}/download/{name}",
        }
        for number, name in enumerate(names)
    ]
    result = {
        "name": dataset,
        "license_id": "cc-by",
        "last_modified": f"{today}T04:00:00",
        "resources": resources,
    }
    return json.dumps({"success": True, "result": result}).encode()


def open_meteo(query: Query, *, today: date) -> bytes:
    """Return Open-Meteo's forecast: an object for one point, a list for several."""
    pairs = zip(query["latitude"].split(","), query["longitude"].split(","), strict=True)
    ahead, back = int(query.get("forecast_days", 7)), int(query.get("past_days", 0))
    days = [today + timedelta(days=number) for number in range(-back, ahead)]
    answers = []
    for number, (latitude, longitude) in enumerate(pairs):
        series = {
            "precipitation_sum": [rain_day_mm(f"{latitude} {longitude}", each) for each in days],
            "temperature_2m_max": [hottest_c(each) for each in days],
        }
        units = {"precipitation_sum": "mm", "temperature_2m_max": "°C"}
        wanted = query["daily"].split(",")
        answer = {
            "latitude": round(float(latitude) * 8) / 8,
            "longitude": round(float(longitude) * 8) / 8,
            "generationtime_ms": 0.1,
            "utc_offset_seconds": 10800,
            "timezone": query["timezone"],
            "timezone_abbreviation": "GMT+3",
            "elevation": 600.0,
            "daily_units": {"time": "iso8601"} | {key: units[key] for key in wanted},
            "daily": {"time": [str(each) for each in days]} | {key: series[key] for key in wanted},
        }
        answers.append(answer | ({"location_id": number} if number else {}))
    return json.dumps(answers if len(answers) > 1 else answers[0], ensure_ascii=False).encode()


def power(query: Query, *, newest: date) -> bytes:
    """Return NASA POWER's daily answer for a point; days it does not know yet are -999."""
    start, end = (_compact(query[key]) for key in ("start", "end"))
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    place = f"{query['latitude']} {query['longitude']}"
    series = {
        "PRECTOTCORR": {each: rain_day_mm(place, each) for each in days},
        "T2M_MAX": {each: hottest_c(each) for each in days},
    }
    told = {
        key: {f"{day:%Y%m%d}": value if day <= newest else -999.0 for day, value in each.items()}
        for key, each in series.items()
    }
    answer = {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [float(query["longitude"]), float(query["latitude"]), 612.3],
        },
        "properties": {"parameter": told},
        "header": {"title": "NASA/POWER Daily Data", "fill_value": -999.0, "time_standard": "LST"},
        "parameters": {
            "PRECTOTCORR": {"units": "mm/day", "longname": "Precipitation Corrected"},
            "T2M_MAX": {"units": "C", "longname": "Temperature at 2 Meters Maximum"},
        },
    }
    return json.dumps(answer).encode()


def fews_net(slugs: tuple[str, ...], *, newest: date) -> bytes:
    """Return FEWS NET's classifications: the last full month as it is, and as it may become."""
    reported = newest.replace(day=1) - timedelta(days=1)
    spans = {
        "CS": (reported.replace(day=1), reported),
        "ML1": (reported + timedelta(days=1), reported + timedelta(days=92)),
        "ML2": (reported + timedelta(days=93), reported + timedelta(days=184)),
    }
    return json.dumps(
        [
            {
                "country": "Kenya",
                "country_code": "KE",
                "fnid": f"KE2024A1{number:02d}",
                "geographic_unit_name": counties()[slug].name,
                "geographic_unit_full_name": f"{counties()[slug].name}, Kenya",
                "unit_type": "fsc_admin",
                "classification_scale": "IPC31",
                "scenario": scenario,
                "is_allowing_for_assistance": False,
                "projection_start": str(start),
                "projection_end": str(end),
                "reporting_date": str(reported),
                "value": 2 if scenario == "CS" else 3,
            }
            for number, slug in enumerate(slugs, 1)
            for scenario, (start, end) in spans.items()
        ]
    ).encode()


def _compact(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
