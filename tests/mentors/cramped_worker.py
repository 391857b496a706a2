"""The child with less memory than a photo takes."""

from mentors import photo_worker

photo_worker.MEMORY = 70 * 1024 * 1024
photo_worker.main()
