package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"concord/fault"
)

// asset is a file of the site, under a name that changes with its content, so
// that a browser may keep it for ever.
type asset struct {
	address     string // "/static/concord.1a2b3c4d.css"
	contentType string
	plain, zip  []byte
}

// loadAssets reads the shipped files; they are found by their name as shipped and
// by their address.
func loadAssets(files fs.FS) (map[string]asset, error) {
	assets := map[string]asset{}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		b, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		a := asset{
			address:     "/static/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext,
			contentType: mime.TypeByExtension(ext),
			plain:       b,
		}
		// The registry of a Windows machine may say otherwise.
		switch ext {
		case ".css":
			a.contentType = "text/css; charset=utf-8"
		case ".js":
			a.contentType = "text/javascript; charset=utf-8"
		case ".svg":
			a.contentType = "image/svg+xml"
		}
		var buf bytes.Buffer
		z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		_, _ = z.Write(b)
		_ = z.Close()
		a.zip = buf.Bytes()
		assets[e.Name()] = a
		assets[a.address] = a
	}
	return assets, nil
}

func (s *Site) static(v *visit) error {
	a, ok := s.assets["/static/"+v.r.PathValue("file")]
	if !ok {
		return fault.New(fault.NotFound, "There is no such file on this site.")
	}
	h := v.w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if len(a.zip) < len(a.plain) && acceptsGzip(v.r) {
		h.Set("Content-Encoding", "gzip")
		body = a.zip
	}
	v.sent = true
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(body))
	return nil
}
