"""A child that takes memory without end, under the limits of the real one."""

from bookings.outside import child

child.bound()
held = []
while True:
    held.append(bytes(10_000_000))
