package measure

import "time"

// Neither is known on this system.
func processor() time.Duration { return 0 }
func memory() int64            { return 0 }
