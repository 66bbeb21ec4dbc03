package settings

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"concord/fault"

	"github.com/BurntSushi/toml"
)

// FileName is the file of settings where none is named: it lies beside the
// register's file, or in the current folder where the register is none.
const FileName = "concord.toml"

const configEnv = prefix + "CONFIG"

// longest is the size of a file of settings in bytes beyond which it is none.
const longest = 1 << 20

// readFile reads the file of settings: the one that --config or CONCORD_CONFIG
// names, which has to be there, else the one beside the register, if there is one.
// path is "" where none was read. A file name in it is meant from its own folder.
func readFile(env, flags map[string]string) (path string, values map[string]string, err error) {
	path, named := flags["config"]
	if !named || path == "" {
		if path = env[configEnv]; path != "" {
			named = true
		}
	}
	if !named {
		db := flags["db"]
		if db == "" {
			db = env[prefix+"DB"]
		}
		if db == "" || IsServer(db) {
			path = FileName
		} else {
			path = filepath.Join(filepath.Dir(db), FileName)
		}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return "", nil, nil
	case err != nil:
		return "", nil, fault.Wrap(err, fault.Usage, "The file of settings %s cannot be read; name another with --config.", path)
	case info.IsDir() || info.Size() > longest:
		return "", nil, fault.New(fault.Usage, "%s is no file of settings; name another with --config.", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Usage, "The file of settings %s cannot be read; name another with --config.", path)
	}
	values, err = parse(path, string(b))
	return path, values, err
}

// parse reads the text of a file of settings: `name = value` a line, in TOML.
func parse(path, text string) (map[string]string, error) {
	var table map[string]any
	if _, err := toml.Decode(text, &table); err != nil {
		var e toml.ParseError
		if errors.As(err, &e) {
			return nil, fault.Wrap(err, fault.Usage, "The file of settings %s is not well written in line %d: %s.", path, e.Position.Line, e.Message)
		}
		return nil, fault.Wrap(err, fault.Usage, "The file of settings %s is not well written: %v.", path, err)
	}
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	sort.Strings(names) // so that of several wrong ones the same is told each time
	values := map[string]string{}
	for _, name := range names {
		if !isKey(func(k Key) bool { return k.Name == name }) {
			return nil, unknown(name, path, func(k Key) string { return k.Name })
		}
		switch v := table[name].(type) {
		case string:
			values[name] = v
		case int64:
			values[name] = strconv.FormatInt(v, 10)
		default:
			return nil, fault.New(fault.Usage, "%s in %s has to be a text in quotation marks or a number.", name, path)
		}
	}
	if db := values["db"]; db != "" && !IsServer(db) && !filepath.IsAbs(db) {
		values["db"] = filepath.Join(filepath.Dir(path), db)
	}
	return values, nil
}

// IsServer tells whether a register's address is that of a PostgreSQL database
// and not the name of a file.
func IsServer(db string) bool {
	return strings.HasPrefix(db, "postgres://") || strings.HasPrefix(db, "postgresql://")
}

// secret is a password in the address of a server that is written too badly to be
// taken apart, or stands among its parameters.
var (
	secret    = regexp.MustCompile(`(://[^:/@\s]*:)[^\s]*(@)`)
	parameter = regexp.MustCompile(`(?i)(password=)[^&\s]*`)
)

// WithoutSecrets is the address of a register as it may be printed and logged: a
// password in it is replaced by "xxxxx".
func WithoutSecrets(db string) string {
	if !IsServer(db) {
		return db
	}
	if u, err := url.Parse(db); err == nil {
		db = u.Redacted()
	} else {
		db = secret.ReplaceAllString(db, "${1}xxxxx${2}")
	}
	return parameter.ReplaceAllString(db, "${1}xxxxx")
}
