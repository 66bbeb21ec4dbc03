// Package settings is what a person can set of the program: one table of keys,
// each with its default, its flag and its variable of the environment. A flag
// goes before the environment, that before the default; a key that is not in the
// table is an error, so that a mistyped one is not silently without effect.
//
// It opens nothing and listens nowhere.
package settings

import (
	"net"
	"sort"
	"strconv"
	"strings"

	"concord/fault"
)

// Settings are the effective ones.
type Settings struct {
	DB          string // the register's file
	Listen      string // host:port of the pages; a loopback address, since there are no accounts yet
	UploadLimit int64  // bytes of one uploaded file, 1 to 1 TB
}

// Key of a setting.
type Key struct {
	Name    string // of the flag: "db" is --db
	Env     string // "CONCORD_DB"
	Default string
	About   string
	set     func(s *Settings, value string) error
}

const prefix = "CONCORD_"

var keys = []Key{
	{"db", prefix + "DB", "./concord.db", "the file of the register; made when missing", func(s *Settings, v string) error {
		if v == "" || strings.ContainsRune(v, 0) {
			return fault.New(fault.Usage, "names no file")
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
}

// Keys are all keys, in the order in which they are explained.
func Keys() []Key { return append([]Key(nil), keys...) }

// Load makes the settings of the environment ("NAME=value" as os.Environ gives
// them) and of the flags that were given, by name. The error is of kind
// fault.Usage and names the key, where it was set, and what it can be.
func Load(environ []string, flags map[string]string) (Settings, error) {
	var s Settings
	env := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, prefix) {
			env[name] = value
		}
	}
	known := map[string]bool{}
	for _, k := range keys {
		value, where := k.Default, "default"
		// An empty variable is one that was unset in the way that some shells do it.
		if v := env[k.Env]; v != "" {
			value, where = v, k.Env
		}
		if v, ok := flags[k.Name]; ok {
			value, where = v, "--"+k.Name
		}
		if err := k.set(&s, value); err != nil {
			return Settings{}, fault.New(fault.Usage, "%s: %q %s.", where, value, fault.Sentence(err))
		}
		known[k.Env], known[k.Name] = true, true
	}
	var unknown []string
	for name := range env {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	for name := range flags {
		if !known[name] {
			unknown = append(unknown, "--"+name)
		}
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return Settings{}, fault.New(fault.Usage, "There is no setting named %s; there are %s.", strings.Join(unknown, ", "), names())
	}
	return s, nil
}

func names() string {
	var list []string
	for _, k := range keys {
		list = append(list, "--"+k.Name+" ("+k.Env+")")
	}
	return strings.Join(list, ", ")
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
