package operation

import "golang.org/x/sys/unix"

// network file systems by the numbers of statfs(2).
var networks = map[int64]string{0x6969: "NFS", 0x517B: "SMB", 0xFE534D42: "SMB", 0xFF534D42: "CIFS", 0x5346414F: "AFS", 0x65735546: "FUSE"}

func network(folder string) string {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return ""
	}
	return networks[int64(s.Type)]
}
