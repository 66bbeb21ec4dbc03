package settings_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/fault"
	"concord/settings"
)

// with is the default settings, changed.
func with(change func(s *settings.Settings)) settings.Settings {
	s := settings.Settings{DB: "./concord.db", Listen: "127.0.0.1:8080", UploadLimit: 64e6, PDF: "auto", LogFormat: "auto", ShutdownWait: 30 * time.Second}
	if change != nil {
		change(&s)
	}
	return s
}

// folder makes a folder with files in it the current one.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func TestLoad(t *testing.T) {
	folder(t, map[string]string{
		"a/concord.toml": "# ours\nlisten = \"127.0.0.1:9001\"\nupload-limit = 1000\n",
		"b.toml":         "db = \"b/register.db\"\nlog-level = \"debug\"\nlog-format = 'json'\nperson = \"Amira Haddad\"\nshutdown-wait = \"2m\"\n",
		"server.toml":    "db = \"postgres://concord:key@host/register\"\n",
		"empty.toml":     "",
	})
	for _, c := range []struct {
		name  string
		env   []string
		flags map[string]string
		want  settings.Settings
	}{
		{"defaults", []string{"PATH=/bin", "CONCORDANCE=1"}, nil, with(nil)},
		{"environment", []string{"CONCORD_DB=/srv/a=b.db", "CONCORD_LISTEN=[::1]:0", "CONCORD_UPLOAD_LIMIT=2 GB", "CONCORD_LOG_LEVEL=WARN"}, nil,
			with(func(s *settings.Settings) {
				s.DB, s.Listen, s.UploadLimit, s.LogLevel = "/srv/a=b.db", "[::1]:0", 2e9, slog.LevelWarn
			})},
		{"flags first", []string{"CONCORD_DB=a.db", "CONCORD_UPLOAD_LIMIT="}, map[string]string{"db": "b.db", "listen": "localhost:9", "upload-limit": "1"},
			with(func(s *settings.Settings) { s.DB, s.Listen, s.UploadLimit = "b.db", "localhost:9", 1 })},
		{"the file beside the register", nil, map[string]string{"db": "a/x.db"},
			with(func(s *settings.Settings) { s.DB, s.Listen, s.UploadLimit = "a/x.db", "127.0.0.1:9001", 1000 })},
		{"environment before the file", []string{"CONCORD_DB=a/x.db", "CONCORD_LISTEN=127.0.0.1:9002"}, nil,
			with(func(s *settings.Settings) { s.DB, s.Listen, s.UploadLimit = "a/x.db", "127.0.0.1:9002", 1000 })},
		{"a file that is named", []string{"CONCORD_CONFIG=b.toml"}, nil, with(func(s *settings.Settings) {
			s.DB, s.LogLevel, s.LogFormat, s.Person, s.ShutdownWait = filepath.Join("b", "register.db"), slog.LevelDebug, "json", "Amira Haddad", 2*time.Minute
		})},
		{"the flag names the file first", []string{"CONCORD_CONFIG=b.toml"}, map[string]string{"config": "empty.toml"}, with(nil)},
		{"a server", nil, map[string]string{"config": "server.toml"}, with(func(s *settings.Settings) { s.DB = "postgres://concord:key@host/register" })},
	} {
		got, err := settings.Load(c.env, c.flags)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	folder(t, map[string]string{
		"unknown/concord.toml": "listen = \"127.0.0.1:1\"\nuplod-limit = 5\n",
		"table/concord.toml":   "[log]\nlevel = \"debug\"\n",
		"type/concord.toml":    "listen = [\"127.0.0.1:1\"]\n",
		"syntax/concord.toml":  "# a\nlisten = 127.0.0.1\n",
		"value/concord.toml":   "log-level = \"loud\"\n",
		"far.toml":             "colour = \"red\"\n",
	})
	for _, c := range []struct {
		env   []string
		flags map[string]string
		words string
	}{
		{[]string{"CONCORD_BD=a.db"}, nil, "CONCORD_BD (in the environment). Did you mean CONCORD_DB? There are CONCORD_DB, CONCORD_LISTEN"},
		{nil, map[string]string{"colour": "red"}, "--colour (in the command). There are --db"},
		{nil, map[string]string{"db": ""}, "--db"},
		{[]string{"CONCORD_LISTEN=8080"}, nil, "CONCORD_LISTEN: \"8080\" is no address"},
		{[]string{"CONCORD_LISTEN=0.0.0.0:8080"}, nil, "this computer alone"},
		{[]string{"CONCORD_LISTEN=:8080"}, nil, "this computer alone"},
		{[]string{"CONCORD_LISTEN=example.org:80"}, nil, "this computer alone"},
		{nil, map[string]string{"listen": "127.0.0.1:70000"}, "port"},
		{nil, map[string]string{"upload-limit": "0"}, "no size"},
		{nil, map[string]string{"upload-limit": "-5MB"}, "no size"},
		{nil, map[string]string{"upload-limit": "99999999999GB"}, "no size"},
		{nil, map[string]string{"upload-limit": "lots"}, "no size"},
		{nil, map[string]string{"log-format": "xml"}, "auto, text and json"},
		{nil, map[string]string{"shutdown-wait": "soon"}, "no time between"},
		{nil, map[string]string{"shutdown-wait": "-1s"}, "no time between"},
		{nil, map[string]string{"db": "unknown/x.db"}, "uplod-limit (in " + filepath.Join("unknown", "concord.toml") + "). Did you mean upload-limit?"},
		{nil, map[string]string{"db": "table/x.db"}, "no setting named log"},
		{nil, map[string]string{"db": "type/x.db"}, "listen in " + filepath.Join("type", "concord.toml") + " has to be a text"},
		{nil, map[string]string{"db": "syntax/x.db"}, "line 2"},
		{nil, map[string]string{"db": "value/x.db"}, "log-level in " + filepath.Join("value", "concord.toml") + ": \"loud\" is none of"},
		{nil, map[string]string{"config": "far.toml"}, "no setting named colour (in far.toml). There are db, listen"},
		{nil, map[string]string{"config": "absent.toml"}, "absent.toml cannot be read"},
		{[]string{"CONCORD_CONFIG=absent.toml"}, nil, "absent.toml cannot be read"},
		{nil, map[string]string{"config": "table"}, "no file of settings"},
	} {
		_, err := settings.Load(c.env, c.flags)
		if fault.KindOf(err) != fault.Usage || !strings.Contains(fault.Sentence(err), c.words) || !strings.HasSuffix(fault.Sentence(err), ".") {
			t.Errorf("%v %v: %v", c.env, c.flags, err)
		}
	}
}

func TestExplainSaysWhereFromAndNoSecret(t *testing.T) {
	folder(t, map[string]string{"concord.toml": "listen = \"127.0.0.1:9001\"\n"})
	list, file, err := settings.Explain([]string{"CONCORD_DB=postgres://amira:rosebud@db.example/register?sslpassword=rosebud&sslmode=require"}, map[string]string{"person": "Amira"})
	if err != nil || file != "concord.toml" {
		t.Fatal(file, err)
	}
	from := map[string]string{}
	for _, v := range list {
		if strings.Contains(v.Value, "rosebud") {
			t.Errorf("the password stands in %q", v.Value)
		}
		from[v.Name] = v.From
	}
	if len(list) != len(settings.Keys()) || from["db"] != "CONCORD_DB" || from["listen"] != "concord.toml" || from["person"] != "--person" || from["upload-limit"] != "default" {
		t.Error(list)
	}
	for _, bad := range []string{"postgres://amira:rose%bud@h/x", "postgres://amira:rosebud@h:port/x", "postgres://h/x?password=rosebud%zz"} {
		if s := settings.WithoutSecrets(bad); strings.Contains(s, "bud") {
			t.Errorf("%s still says the password", s)
		}
	}
}

func TestKeys(t *testing.T) {
	for _, k := range settings.Keys() {
		if k.Env != "CONCORD_"+strings.ToUpper(strings.ReplaceAll(k.Name, "-", "_")) || k.About == "" {
			t.Errorf("%+v", k)
		}
	}
}

// Whatever stands in the file gives settings or a sentence of kind usage.
func FuzzFile(f *testing.F) {
	f.Add("db = \"x.db\"\n")
	f.Add("log-level = \"debug\"\n[a.b]\nc = 1979-05-27T07:32:00Z\n")
	f.Add("\xff\xfe\x00")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "concord.toml")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := settings.Load(nil, map[string]string{"config": path}); err != nil && fault.KindOf(err) != fault.Usage {
			t.Fatal(err)
		}
	})
}
