# Sourced: a TCP port of this machine that nobody listens on.
free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 12000)) # below the range from which the system itself gives out ports
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port && return; }
    done
}
