package main

import (
	"log/slog"
	"os"

	"concord/settings"

	"golang.org/x/term"
)

// log is what a command that serves writes to standard error, as the settings ask:
// lines for people on a terminal, JSON for programs elsewhere.
func (p *program) log(set settings.Settings) *slog.Logger {
	format := set.LogFormat
	if format == "auto" {
		format = "json"
		if f, ok := p.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			format = "text"
		}
	}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(p.err, &slog.HandlerOptions{Level: set.LogLevel, ReplaceAttr: duration}))
	}
	return slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: set.LogLevel, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.String(slog.TimeKey, a.Value.Time().Format("15:04:05")) // the day is known to who sits there
		}
		return a
	}}))
}

// duration writes times in milliseconds: JSON has none, and a bare number of
// nanoseconds is read wrongly.
func duration(groups []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.Float64(a.Key+"_ms", float64(a.Value.Duration().Microseconds())/1000)
	}
	return a
}
