/* Sends statsd lines over UDP at a rate: statsd-send PORT PACKETS_PER_SECOND METRICS_PER_PACKET SECONDS. Prints how many packets it sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* Six in ten are counters, two timers sampled by half, one a gauge, one a set. */
static int line(char *to, unsigned n)
{
    switch (n % 10) {
    case 6: case 7: return sprintf(to, "bench.timer.%u:%u|ms|@0.5\n", n % 97, n % 1000);
    case 8: return sprintf(to, "bench.gauge.%u:%u|g\n", n % 89, n % 5000);
    case 9: return sprintf(to, "bench.set.%u:%u|s\n", n % 7, n % 50);
    default: return sprintf(to, "bench.counter.%u:1|c\n", n % 101);
    }
}

int main(int argc, char **argv)
{
    int port = atoi(argv[1]), per = atoi(argv[3]);
    double rate = atof(argv[2]), seconds = atof(argv[4]);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    connect(fd, (struct sockaddr *)&to, sizeof to);
    enum { BATCH = 64 };
    static char text[BATCH][4096];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    double start = now();
    long sent = 0, total = (long)(rate * seconds);
    unsigned n = 0;
    while (sent < total) {
        long due = (long)((now() - start) * rate) - sent;
        if (due <= 0) {
            struct timespec nap = { 0, 200000 };
            nanosleep(&nap, 0);
            continue;
        }
        int count = due > BATCH ? BATCH : (int)due;
        for (int i = 0; i < count; i++) {
            int length = 0;
            for (int m = 0; m < per; m++)
                length += line(text[i] + length, n++);
            parts[i] = (struct iovec){ text[i], length - 1 };
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        int done = sendmmsg(fd, messages, count, 0);
        sent += done > 0 ? done : 0;
    }
    printf("%ld %.2f\n", sent, now() - start);
    return 0;
}
