package settings_test

import (
	"strings"
	"testing"

	"concord/fault"
	"concord/settings"
)

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name  string
		env   []string
		flags map[string]string
		want  settings.Settings
	}{
		{"defaults", []string{"PATH=/bin", "CONCORDANCE=1"}, nil, settings.Settings{DB: "./concord.db", Listen: "127.0.0.1:8080", UploadLimit: 64e6}},
		{"environment", []string{"CONCORD_DB=/srv/a=b.db", "CONCORD_LISTEN=[::1]:0", "CONCORD_UPLOAD_LIMIT=2 GB"}, nil,
			settings.Settings{DB: "/srv/a=b.db", Listen: "[::1]:0", UploadLimit: 2e9}},
		{"flags first", []string{"CONCORD_DB=a.db", "CONCORD_UPLOAD_LIMIT="}, map[string]string{"db": "b.db", "listen": "localhost:9", "upload-limit": "1"},
			settings.Settings{DB: "b.db", Listen: "localhost:9", UploadLimit: 1}},
	} {
		got, err := settings.Load(c.env, c.flags)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		env   []string
		flags map[string]string
		words string
	}{
		{[]string{"CONCORD_BD=a.db"}, nil, "CONCORD_BD; there are --db (CONCORD_DB)"},
		{nil, map[string]string{"colour": "red"}, "--colour"},
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
	} {
		_, err := settings.Load(c.env, c.flags)
		if fault.KindOf(err) != fault.Usage || !strings.Contains(fault.Sentence(err), c.words) || !strings.HasSuffix(fault.Sentence(err), ".") {
			t.Errorf("%v %v: %v", c.env, c.flags, err)
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
