// A disk that tells what is done to it: a SQLite VFS around the system's own.
#ifndef MARTLET_POWER_DISK_H
#define MARTLET_POWER_DISK_H

#include <stdint.h>

// What was done to a file. A write and a cut are in the computer's memory until the file's next sync.
enum {
    power_disk_create = 0,  // the file was not there
    power_disk_write = 1,
    power_disk_cut = 2,     // offset is the size it has now
    power_disk_sync = 3,
    power_disk_delete = 4,  // offset is 1 when the folder was synced after it
};

// Is told of everything, in the order in which it happens and before the next thing does. The path is the file's.
typedef void (*power_disk_listener)(
    int kind, const char *path, int64_t offset, const void *bytes, int count);

// Puts this disk under every SQLite database that is opened from now on. Returns 0, or SQLite's error.
int power_disk_install(void);

// Tells the listener what is done to files whose path begins with the folder, until it is called again. A null
// listener ends it.
void power_disk_listen(const char *folder, power_disk_listener listener);

#endif
