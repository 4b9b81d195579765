#include "PowerDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

// A file of this disk: SQLite gives room for it and for the real one behind it.
typedef struct {
    sqlite3_file base;
    const char *path;  // SQLite keeps it as long as the file is open; null for files without a name
} DiskFile;

static sqlite3_vfs *real;
static sqlite3_vfs disk;
static sqlite3_io_methods methods;

// Held while something is done and told, so that both have the same order.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static power_disk_listener listener;
static char watched[1024];

static sqlite3_file *behind(sqlite3_file *file) { return (sqlite3_file *)((DiskFile *)file + 1); }

static void tell(int kind, const char *path, sqlite3_int64 offset, const void *bytes, int count) {
    if (listener && path && strncmp(path, watched, strlen(watched)) == 0) listener(kind, path, offset, bytes, count);
}

static int disk_close(sqlite3_file *file) { return behind(file)->pMethods->xClose(behind(file)); }

static int disk_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    return behind(file)->pMethods->xRead(behind(file), bytes, count, offset);
}

static int disk_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    pthread_mutex_lock(&turn);
    int code = behind(file)->pMethods->xWrite(behind(file), bytes, count, offset);
    if (code == SQLITE_OK) tell(power_disk_write, ((DiskFile *)file)->path, offset, bytes, count);
    pthread_mutex_unlock(&turn);
    return code;
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size) {
    pthread_mutex_lock(&turn);
    int code = behind(file)->pMethods->xTruncate(behind(file), size);
    if (code == SQLITE_OK) tell(power_disk_cut, ((DiskFile *)file)->path, size, NULL, 0);
    pthread_mutex_unlock(&turn);
    return code;
}

static int disk_sync(sqlite3_file *file, int flags) {
    pthread_mutex_lock(&turn);
    int code = behind(file)->pMethods->xSync(behind(file), flags);
    if (code == SQLITE_OK) tell(power_disk_sync, ((DiskFile *)file)->path, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return code;
}

static int disk_size(sqlite3_file *file, sqlite3_int64 *size) {
    return behind(file)->pMethods->xFileSize(behind(file), size);
}

static int disk_lock(sqlite3_file *file, int level) { return behind(file)->pMethods->xLock(behind(file), level); }

static int disk_unlock(sqlite3_file *file, int level) { return behind(file)->pMethods->xUnlock(behind(file), level); }

static int disk_reserved(sqlite3_file *file, int *held) {
    return behind(file)->pMethods->xCheckReservedLock(behind(file), held);
}

static int disk_control(sqlite3_file *file, int code, void *argument) {
    return behind(file)->pMethods->xFileControl(behind(file), code, argument);
}

static int disk_sector(sqlite3_file *file) { return behind(file)->pMethods->xSectorSize(behind(file)); }

static int disk_traits(sqlite3_file *file) { return behind(file)->pMethods->xDeviceCharacteristics(behind(file)); }

// The index of the write-ahead log is shared memory: it does not survive, so nobody is told of it.
static int disk_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return behind(file)->pMethods->xShmMap(behind(file), region, size, extend, memory);
}

static int disk_shared_lock(sqlite3_file *file, int offset, int count, int flags) {
    return behind(file)->pMethods->xShmLock(behind(file), offset, count, flags);
}

static void disk_barrier(sqlite3_file *file) { behind(file)->pMethods->xShmBarrier(behind(file)); }

static int disk_unmap(sqlite3_file *file, int also_delete) {
    return behind(file)->pMethods->xShmUnmap(behind(file), also_delete);
}

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
    DiskFile *opened = (DiskFile *)file;
    int was_there = 1;
    opened->base.pMethods = NULL;
    opened->path = path;
    pthread_mutex_lock(&turn);
    if (path) real->xAccess(real, path, SQLITE_ACCESS_EXISTS, &was_there);
    int code = real->xOpen(real, path, behind(file), flags, out_flags);
    if (code == SQLITE_OK && !was_there) tell(power_disk_create, path, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    if (behind(file)->pMethods) opened->base.pMethods = &methods;
    return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    pthread_mutex_lock(&turn);
    int code = real->xDelete(real, path, sync_folder);
    if (code == SQLITE_OK) tell(power_disk_delete, path, sync_folder != 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return code;
}

int power_disk_install(void) {
    real = sqlite3_vfs_find(NULL);
    if (!real) return SQLITE_ERROR;
    methods = (sqlite3_io_methods){
        .iVersion = 2,  // no memory-mapped files: what is written to them cannot be seen
        .xClose = disk_close, .xRead = disk_read, .xWrite = disk_write, .xTruncate = disk_truncate,
        .xSync = disk_sync, .xFileSize = disk_size, .xLock = disk_lock, .xUnlock = disk_unlock,
        .xCheckReservedLock = disk_reserved, .xFileControl = disk_control, .xSectorSize = disk_sector,
        .xDeviceCharacteristics = disk_traits, .xShmMap = disk_map, .xShmLock = disk_shared_lock,
        .xShmBarrier = disk_barrier, .xShmUnmap = disk_unmap,
    };
    disk = *real;
    disk.pNext = NULL;
    disk.zName = "power-disk";
    disk.szOsFile = (int)sizeof(DiskFile) + real->szOsFile;
    disk.xOpen = disk_open;
    disk.xDelete = disk_delete;
    return sqlite3_vfs_register(&disk, 1);
}

void power_disk_listen(const char *folder, power_disk_listener told) {
    pthread_mutex_lock(&turn);
    strncpy(watched, folder, sizeof watched - 1);
    listener = told;
    pthread_mutex_unlock(&turn);
}
