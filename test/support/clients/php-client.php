<?php
// Requests in the shape of 23's client for PHP, made by PHP itself: every request is signed, the host argument with its
// scheme stands in the realm, parameters are urlencoded, the body comes back as it is. `upload` is the multipart sample of
// the documentation. Reads one JSON object from the standard input, writes one to the standard output.

$input = json_decode(stream_get_contents(STDIN), true);
$host = $input['host'];
$secrets = $input['secrets'] + ['', '', '', ''];
list($consumerKey, $consumerSecret, $token, $tokenSecret) = $secrets;

function signature_header($method, $address, $parameters, $keys)
{
    list($host, $consumerKey, $consumerSecret, $token, $tokenSecret) = $keys;
    $nonce = substr(bin2hex(random_bytes(8)), 0, 16);
    $time = (string) time();
    $parameters['oauth_consumer_key'] = $consumerKey;
    $parameters['oauth_token'] = $token;
    $parameters['oauth_signature_method'] = 'HMAC-SHA1';
    $parameters['oauth_timestamp'] = $time;
    $parameters['oauth_nonce'] = $nonce;
    $parameters['oauth_version'] = '1.0';
    ksort($parameters);
    $pairs = [];
    foreach ($parameters as $name => $value) {
        $pairs[] = rawurlencode($name) . '=' . rawurlencode($value);
    }
    $base = $method . '&' . rawurlencode($address) . '&' . rawurlencode(implode('&', $pairs));
    // The client joins the secrets as they are.
    $signature = base64_encode(hash_hmac('sha1', $base, $consumerSecret . '&' . $tokenSecret, true));
    return 'Authorization: OAuth realm="http://' . $host . '", oauth_consumer_key="' . rawurlencode($consumerKey)
        . '", oauth_token="' . rawurlencode($token) . '", oauth_signature_method="HMAC-SHA1", oauth_signature="'
        . rawurlencode($signature) . '", oauth_timestamp="' . $time . '", oauth_nonce="' . $nonce
        . '", oauth_version="1.0"';
}

$endpoint = $input['endpoint'];
$parameters = $input['parameters'];
$address = $host . $endpoint;
$keys = [$host, $consumerKey, $consumerSecret, $token, $tokenSecret];

$encoded = [];
foreach ($parameters as $name => $value) {
    $encoded[] = rawurlencode($name) . '=' . rawurlencode($value);
}
$encoded = implode('&', $encoded);

if ($input['kind'] === 'get') {
    $request = curl_init($encoded === '' ? $address : $address . '?' . $encoded);
    $header = signature_header('GET', $address, $parameters, $keys);
} elseif ($input['kind'] === 'post') {
    $request = curl_init($address);
    curl_setopt($request, CURLOPT_POST, true);
    curl_setopt($request, CURLOPT_POSTFIELDS, $encoded);
    $header = signature_header('POST', $address, $parameters, $keys);
} else {
    // A multipart body is not part of the signature.
    $request = curl_init($address);
    $parameters['file'] = new CURLFile($input['file'], $input['type'], basename($input['file']));
    curl_setopt($request, CURLOPT_POSTFIELDS, $parameters);
    $header = signature_header('POST', $address, [], $keys);
}
curl_setopt($request, CURLOPT_HTTPHEADER, [$header]);
curl_setopt($request, CURLOPT_RETURNTRANSFER, true);
if (isset($input['ca'])) {
    curl_setopt($request, CURLOPT_CAINFO, $input['ca']);
}
$body = curl_exec($request);
$result = ['body' => $body, 'status' => curl_getinfo($request, CURLINFO_RESPONSE_CODE), 'error' => curl_error($request)];

// What an application does with the answer: PHP's own parser of XML where there is one.
if (is_string($body) && function_exists('simplexml_load_string')) {
    $xml = @simplexml_load_string($body);
    $result['xml_status'] = $xml === false ? null : (string) $xml['status'];
}
echo json_encode($result);
