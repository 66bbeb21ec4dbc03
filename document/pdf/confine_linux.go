package pdf

import "golang.org/x/sys/unix"

// confine bounds the memory and the time of processor of another program, which
// may take all of the machine otherwise.
func confine(pid int) {
	const memory, seconds = 1 << 30, 120
	unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: memory, Max: memory}, nil)
	unix.Prlimit(pid, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds}, nil)
	unix.Prlimit(pid, unix.RLIMIT_CORE, &unix.Rlimit{}, nil)
}
