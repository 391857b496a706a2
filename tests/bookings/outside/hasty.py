"""The child with a second of CPU time."""

from bookings.outside import child

child.CPU_SECONDS = 1
child.main()
