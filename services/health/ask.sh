# Read by the probes of this folder: `ask PORT REQUEST` sends a request, in the form that printf takes, to a server in this container;
# descriptor 3 has the answer then. HEALTH_IDENTITY: path of certificate and key of the identity that it is asked by, without .crt and
# .key, beside ca.crt; without it plain TCP. (The images have no other client of TLS that needs no JVM: Kafka's has OpenSSL for its
# store of certificates.)

client=

ask() {
  answered
  if [[ -z ${HEALTH_IDENTITY-} ]]; then
    exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "$2" >&3
    return
  fi
  # With -quiet it waits for the answer although the request has ended.
  exec 3< <(
    exec openssl s_client -quiet -verify_quiet -connect "127.0.0.1:$1" -servername localhost \
      -CAfile "${HEALTH_IDENTITY%/*}/ca.crt" -verify_hostname localhost -verify_return_error \
      -cert "$HEALTH_IDENTITY.crt" -key "$HEALTH_IDENTITY.key" < <(printf "$2")
  )
  client=$!
}

# Ends the connection: the client would wait for the server's end of it.
answered() {
  exec 3<&-
  [[ -z $client ]] || kill "$client" 2>/dev/null
  client=
}
trap answered EXIT
