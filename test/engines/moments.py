# SPDX-License-Identifier: BSL-1.0
# Days and times as databases read them.
import datetime

DAYS_OF_400_YEARS = 146097


def day_text(days, is_before_christ_marked=None):
    """Days since 1970 as a day of the calendar; the year 0 with a mark behind it where the database has no such year."""
    shift = 0 if days >= -719162 else 400
    day = datetime.date.fromordinal(days + 719163 + (DAYS_OF_400_YEARS if shift else 0))
    year = day.year - shift
    if year > 0 or is_before_christ_marked is None:
        return f"{year:04}-{day.month:02}-{day.day:02}", ""
    return f"{1 - year:04}-{day.month:02}-{day.day:02}", is_before_christ_marked


def clock_text(nanoseconds):
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest // 1000:06}"


def moment_text(moment, is_before_christ_marked=None):
    seconds, nanoseconds = moment
    days, rest = divmod(seconds, 86400)
    day, mark = day_text(days, is_before_christ_marked)
    return f"{day} {clock_text(rest * 10**9 + nanoseconds)}", mark
