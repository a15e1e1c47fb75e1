/* Remembers what is on the disk for certain: LD_PRELOAD it, and cut the files to that when the power fails.
 *
 * For every regular file that the process writes to, a shadow in POWER_CUT_SHADOW, named by device and inode, holds the content as
 * of the last fsync or fdatasync that succeeded, or, if there was none yet, as of before the first write. Names are taken to be on
 * the disk at once, as a journalling file system has them soon; a file that is gone has no shadow any more. Writes through mmap are
 * not seen, and those of stdio only once they are synced.
 *
 * As long as the file POWER_CUT_FAIL exists, writes and syncs fail with the errno that it holds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct dirty { dev_t dev; ino_t ino; off_t low, high; int used; };

static struct dirty table[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *shadows(void) { return getenv("POWER_CUT_SHADOW"); }

static void name_of(char *path, size_t size, const struct stat *file) {
    snprintf(path, size, "%s/%lu-%lu", shadows(), (unsigned long)file->st_dev, (unsigned long)file->st_ino);
}

static int is_watched(int fd, struct stat *file) {
    return fd > 2 && shadows() != NULL && fstat(fd, file) == 0 && S_ISREG(file->st_mode);
}

static int failure(void) {
    const char *path = getenv("POWER_CUT_FAIL");
    char text[16] = "";
    int fd;
    if (path == NULL || (fd = syscall(SYS_open, path, O_RDONLY)) < 0) return 0;
    if (syscall(SYS_read, fd, text, sizeof text - 1) < 0) text[0] = 0;
    syscall(SYS_close, fd);
    return atoi(text);
}

/* Copy a range of a file to its shadow, which then is as long as the file is. */
static void copy(int fd, const struct stat *file, off_t low, off_t high) {
    char path[4096], own[64], buffer[65536];
    int from, to;
    name_of(path, sizeof path, file);
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    from = syscall(SYS_open, own, O_RDONLY);
    to = syscall(SYS_open, path, O_CREAT | O_WRONLY, 0600);
    if (from < 0 || to < 0) abort();
    while (low < high) {
        size_t wanted = (size_t)(high - low) < sizeof buffer ? (size_t)(high - low) : sizeof buffer;
        ssize_t got = syscall(SYS_pread64, from, buffer, wanted, low);
        if (got <= 0) break;
        if (syscall(SYS_pwrite64, to, buffer, got, low) != got) abort();
        low += got;
    }
    syscall(SYS_ftruncate, to, file->st_size);
    syscall(SYS_close, from);
    syscall(SYS_close, to);
}

/* The entry of a file; the lock is held. Aborts where the table is full: nothing must go unseen. */
static struct dirty *entry(int fd, const struct stat *file) {
    for (size_t at = file->st_ino % FILES, tries = 0; tries < FILES; at = (at + 1) % FILES, tries++) {
        struct dirty *one = &table[at];
        if (one->used && one->dev == file->st_dev && one->ino == file->st_ino) return one;
        if (!one->used) {
            *one = (struct dirty){file->st_dev, file->st_ino, 0, 0, 1};
            copy(fd, file, 0, file->st_size); /* what was there before is on the disk */
            return one;
        }
    }
    abort();
}

static void begin(int fd, const struct stat *file) {
    pthread_mutex_lock(&lock);
    entry(fd, file);
    pthread_mutex_unlock(&lock);
}

static void note(int fd, const struct stat *file, off_t low, off_t high) {
    struct dirty *one;
    pthread_mutex_lock(&lock);
    one = entry(fd, file);
    if (one->high == 0 || low < one->low) one->low = low;
    if (high > one->high) one->high = high;
    pthread_mutex_unlock(&lock);
}

static off_t place(int fd, const struct stat *file) {
    return fcntl(fd, F_GETFL) & O_APPEND ? file->st_size : lseek(fd, 0, SEEK_CUR);
}

/* Copy what was written since the last sync, and what other ways than ours (stdio) have appended. */
static void keep(int fd, const struct stat *file, off_t low, off_t high) {
    char path[4096];
    struct stat known;
    name_of(path, sizeof path, file);
    if (stat(path, &known) != 0) abort();
    if (high == 0 || known.st_size < low) low = known.st_size;
    copy(fd, file, low, file->st_size > high ? file->st_size : high);
}

static int synced(int fd, int (*really)(int)) {
    struct stat file;
    struct dirty *one;
    off_t low, high;
    int error, result;
    if (!is_watched(fd, &file)) return really(fd);
    if ((error = failure())) return errno = error, -1;
    pthread_mutex_lock(&lock);
    one = entry(fd, &file);
    low = one->low, high = one->high;
    one->low = one->high = 0;
    pthread_mutex_unlock(&lock);
    if ((result = really(fd)) == 0) keep(fd, &file, low, high);
    else note(fd, &file, low, high);
    return result;
}

int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

#define WRITING(fd, offset, call)                                       \
    struct stat file;                                                   \
    off_t at;                                                           \
    ssize_t written;                                                    \
    int error;                                                          \
    if (!is_watched(fd, &file)) return call;                            \
    if ((error = failure())) return errno = error, -1;                  \
    at = offset;                                                        \
    begin(fd, &file);                                                   \
    if ((written = call) > 0) note(fd, &file, at, at + written);        \
    return written

ssize_t write(int fd, const void *data, size_t size) { WRITING(fd, place(fd, &file), REAL(write)(fd, data, size)); }
ssize_t writev(int fd, const struct iovec *parts, int count) { WRITING(fd, place(fd, &file), REAL(writev)(fd, parts, count)); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t to) { WRITING(fd, to, REAL(pwrite)(fd, data, size, to)); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t to) { WRITING(fd, to, REAL(pwrite64)(fd, data, size, to)); }

static int truncated(int fd, off_t size, int (*really)(int, off_t)) {
    struct stat file;
    int watched = is_watched(fd, &file), result;
    if (watched) begin(fd, &file);
    result = really(fd, size);
    if (watched && result == 0) note(fd, &file, size < file.st_size ? size : file.st_size, size < file.st_size ? file.st_size : size);
    return result;
}

int ftruncate(int fd, off_t size) { return truncated(fd, size, REAL(ftruncate)); }
int ftruncate64(int fd, off_t size) { return truncated(fd, size, REAL(ftruncate64)); }

/* A file that has lost its last name: another may get its inode. */
static void forget(const struct stat *file) {
    char path[4096];
    if (!S_ISREG(file->st_mode) || file->st_nlink > 1) return;
    pthread_mutex_lock(&lock);
    for (size_t at = 0; at < FILES; at++)
        if (table[at].used && table[at].dev == file->st_dev && table[at].ino == file->st_ino) table[at].dev = table[at].ino = 0;
    pthread_mutex_unlock(&lock);
    name_of(path, sizeof path, file);
    syscall(SYS_unlink, path);
}

int unlink(const char *path) {
    struct stat file;
    int there = shadows() != NULL && lstat(path, &file) == 0, result = REAL(unlink)(path);
    if (there && result == 0) forget(&file);
    return result;
}

int rename(const char *from, const char *to) {
    struct stat file;
    int there = shadows() != NULL && lstat(to, &file) == 0, result = REAL(rename)(from, to);
    if (there && result == 0) forget(&file);
    return result;
}
