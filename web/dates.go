package web

import (
	"time"

	"concord/wording"
)

// date writes an EDTF value in a language, day the day of a time.
func date(lang, value string) string      { return wording.Date(lang, value) }
func day(lang string, t time.Time) string { return wording.Day(lang, t) }
