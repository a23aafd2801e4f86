extension AWSError {
  /// What to do about Rekognition's own errors.
  var rekognitionRemedy: String? {
    switch code {
    case "InvalidS3ObjectException":
      "Rekognition cannot read the object: check its name, that the bucket is in the same region, and that the "
        + "credentials may read it"
    case "VideoTooLargeException":
      "Rekognition takes videos up to 10 GB and 6 hours: cut it, or use the embedded detector"
    case "ImageTooLargeException": "5 MB as bytes and 15 MB in a bucket are the most"
    case "InvalidImageFormatException": "Rekognition takes JPEG and PNG"
    case "IdempotentParameterMismatchException": "the token stands for another request: give another one"
    case "ResourceNotFoundException":
      "check the name, the region, and what kind of job it is; jobs are kept for seven days"
    case "InvalidPaginationTokenException": "tokens live for a day: get the answer from its first page again"
    default: nil
    }
  }
}
