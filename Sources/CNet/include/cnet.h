#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* accept4() is hidden behind _GNU_SOURCE, where Swift does not see it. */
int cnet_accept(int listener, struct sockaddr_storage *peer);
