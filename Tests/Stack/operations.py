"""The AWS operation of a request."""

OBJECT = {
    "HEAD": [("", "HeadObject")],
    "GET": [("uploadId", "ListParts"), ("", "GetObject")],
    "PUT": [("uploadId", "UploadPart"), ("", "PutObject")],
    "POST": [("uploads", "CreateMultipartUpload"), ("uploadId", "CompleteMultipartUpload")],
    "DELETE": [("uploadId", "AbortMultipartUpload"), ("", "DeleteObject")],
}
BUCKET = {
    "HEAD": [("", "HeadBucket")],
    "GET": [("uploads", "ListMultipartUploads"), ("location", "GetBucketLocation"), ("", "ListObjects")],
    "PUT": [("", "CreateBucket")],
    "POST": [("delete", "DeleteObjects")],
    "DELETE": [("", "DeleteBucket")],
}


def operation(request):
    """The name of an operation of S3 or of a service with the JSON protocol, else `Unknown`."""
    if target := request["X-Amz-Target"]:
        return target.rpartition(".")[2]
    method, target, _ = request.words
    path, _, query = target.partition("?")
    names = {pair.split("=")[0] for pair in query.split("&")} | {""}
    bucket_in_host = ".localhost" in (request["Host"] or "")
    key = path[1:] if bucket_in_host else path[1:].partition("/")[2]
    if method == "PUT" and request["X-Amz-Copy-Source"]:
        return "UploadPartCopy" if "uploadId" in names else "CopyObject"
    choices = (OBJECT if key else BUCKET).get(method, [])
    return next((name for word, name in choices if word in names), "Unknown")
