// Package settings is what a person can set of the program: one table of keys,
// each with its default, its flag, its variable of the environment and its line in
// the file of settings. A flag goes before the environment, that before the file,
// that before the default; a key that is not in the table is an error, so that a
// mistyped one is not silently without effect.
//
// It reads the file of settings and nothing else, and listens nowhere.
package settings

import (
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"concord/fault"
)

// Settings are the effective ones.
type Settings struct {
	DB           string        // the register: a file, or the address of a PostgreSQL database
	Listen       string        // host:port of the pages; a loopback address, since there are no accounts yet
	UploadLimit  int64         // bytes of one uploaded file, 1 to 1 TB
	Person       string        // who acts, by name; "" is the user of this computer
	PDF          string        // the reader of PDF files: auto, built-in or pdftotext
	LogLevel     slog.Level    // debug, info, warn or error
	LogFormat    string        // auto, text or json; auto is text on a terminal, else json
	ShutdownWait time.Duration // how long what was begun may take when the program is to end, up to an hour
}

// Key of a setting.
type Key struct {
	Name    string // of the flag, and in the file: "db" is --db
	Env     string // "CONCORD_DB"
	Default string
	About   string
	set     func(s *Settings, value string) error
}

const prefix = "CONCORD_"

var keys = []Key{
	{"db", prefix + "DB", "./concord.db", "the register: a file, made when missing, or postgres://user@host/database", func(s *Settings, v string) error {
		if v == "" || strings.ContainsRune(v, 0) {
			return fault.New(fault.Usage, "names no file and no database")
		}
		s.DB = v
		return nil
	}},
	{"listen", prefix + "LISTEN", "127.0.0.1:8080", "address and port of the pages, on this computer only", func(s *Settings, v string) error {
		host, port, err := net.SplitHostPort(v)
		if err != nil {
			return fault.New(fault.Usage, "is no address with a port, such as 127.0.0.1:8080")
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fault.New(fault.Usage, "is not an address of this computer alone; until there are accounts only 127.0.0.1, ::1 and localhost are served")
		}
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
			return fault.New(fault.Usage, "has no port between 0 and 65535")
		}
		s.Listen = v
		return nil
	}},
	{"upload-limit", prefix + "UPLOAD_LIMIT", "64MB", "the largest file that the pages take, in bytes, kB, MB or GB", func(s *Settings, v string) error {
		n, ok := size(v)
		if !ok {
			return fault.New(fault.Usage, "is no size between 1 byte and 1 TB, such as 64MB")
		}
		s.UploadLimit = n
		return nil
	}},
	{"person", prefix + "PERSON", "", "the name under which changes are kept; empty is the name of this computer's user", func(s *Settings, v string) error {
		s.Person = strings.TrimSpace(v)
		return nil
	}},
	{"pdf", prefix + "PDF", "auto", "the reader of PDF files: built-in, pdftotext, or auto: pdftotext where it is installed, the built-in one for what that does not read well", func(s *Settings, v string) error {
		if v != "auto" && v != "built-in" && v != "pdftotext" {
			return fault.New(fault.Usage, "is none of auto, built-in and pdftotext")
		}
		s.PDF = v
		return nil
	}},
	{"log-level", prefix + "LOG_LEVEL", "info", "what is logged: debug, info, warn or error", func(s *Settings, v string) error {
		for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			if strings.EqualFold(v, l.String()) {
				s.LogLevel = l
				return nil
			}
		}
		return fault.New(fault.Usage, "is none of debug, info, warn and error")
	}},
	{"log-format", prefix + "LOG_FORMAT", "auto", "text, json, or auto: text on a terminal, json elsewhere", func(s *Settings, v string) error {
		if v != "auto" && v != "text" && v != "json" {
			return fault.New(fault.Usage, "is none of auto, text and json")
		}
		s.LogFormat = v
		return nil
	}},
	{"shutdown-wait", prefix + "SHUTDOWN_WAIT", "30s", "how long requests that were begun may take when the program is to end", func(s *Settings, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 || d > time.Hour {
			return fault.New(fault.Usage, "is no time between 0s and 1h, such as 30s")
		}
		s.ShutdownWait = d
		return nil
	}},
}

// Keys are all keys, in the order in which they are explained.
func Keys() []Key { return append([]Key(nil), keys...) }

// Value is one effective setting with where it comes from.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"` // as it was given, without secrets
	From  string `json:"from"`  // "--db", "CONCORD_DB", "concord.toml" or "default"
	About string `json:"about"`
}

// Load makes the settings of the environment ("NAME=value" as os.Environ gives
// them) and of the flags that were given, by name; "config" among them, or the
// variable CONCORD_CONFIG, names the file of settings. The error is of kind
// fault.Usage and names the key, where it was set, and what it can be.
func Load(environ []string, flags map[string]string) (Settings, error) {
	s, _, err := resolve(environ, flags)
	return s, err
}

// Explain gives each effective setting, in the order of the table, and the file of
// settings that was read, "" where there is none.
func Explain(environ []string, flags map[string]string) (list []Value, file string, err error) {
	_, r, err := resolve(environ, flags)
	return r.values, r.file, err
}

// resolved is what lies behind the settings.
type resolved struct {
	values []Value
	file   string
}

func resolve(environ []string, flags map[string]string) (Settings, resolved, error) {
	var r resolved
	env := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, prefix) {
			env[name] = value
		}
	}
	for name := range env {
		if name != configEnv && !isKey(func(k Key) bool { return k.Env == name }) {
			return Settings{}, r, unknown(name, "the environment", func(k Key) string { return k.Env })
		}
	}
	for name := range flags {
		if name != "config" && !isKey(func(k Key) bool { return k.Name == name }) {
			return Settings{}, r, unknown("--"+name, "the command", func(k Key) string { return "--" + k.Name })
		}
	}
	var written map[string]string
	var err error
	if r.file, written, err = readFile(env, flags); err != nil {
		return Settings{}, r, err
	}
	var s Settings
	for _, k := range keys {
		value, from := k.Default, "default"
		if v, ok := written[k.Name]; ok {
			value, from = v, r.file
		}
		// An empty variable is one that was unset in the way that some shells do it.
		if v := env[k.Env]; v != "" {
			value, from = v, k.Env
		}
		if v, ok := flags[k.Name]; ok {
			value, from = v, "--"+k.Name
		}
		if err := k.set(&s, value); err != nil {
			where := from
			if from == r.file && r.file != "" {
				where = k.Name + " in " + r.file
			}
			return Settings{}, r, fault.New(fault.Usage, "%s: %q %s.", where, WithoutSecrets(value), fault.Sentence(err))
		}
		r.values = append(r.values, Value{Name: k.Name, Value: WithoutSecrets(value), From: from, About: k.About})
	}
	return s, r, nil
}

func isKey(is func(Key) bool) bool {
	for _, k := range keys {
		if is(k) {
			return true
		}
	}
	return false
}

// unknown is the error of a key that is not in the table; written is how a key is
// written there.
func unknown(name, where string, written func(Key) string) error {
	var list []string
	nearest, best := "", 4 // four letters apart is another word
	for _, k := range keys {
		w := written(k)
		list = append(list, w)
		if d := distance(strings.ToLower(name), strings.ToLower(w)); d < best {
			nearest, best = w, d
		}
	}
	hint := ""
	if nearest != "" {
		hint = " Did you mean " + nearest + "?"
	}
	return fault.New(fault.Usage, "There is no setting named %s (in %s).%s There are %s.", name, where, hint, strings.Join(list, ", "))
}

// distance is how many letters have to be added, left out or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// size reads "1048576", "64MB", "64 MB"; a kB has 1,000 bytes.
func size(s string) (int64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	unit := int64(1)
	for _, u := range []struct {
		name  string
		bytes int64
	}{{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"b", 1}} {
		if rest, ok := strings.CutSuffix(s, u.name); ok {
			s, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > 1e12/unit {
		return 0, false
	}
	return n * unit, true
}
