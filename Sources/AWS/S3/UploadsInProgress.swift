import AWS
import Core
import HTTP

/// The multipart uploads to a key that are in progress (Amazon S3 API Reference, "ListMultipartUploads").
struct UploadsInProgress {
  let client: AWSClient
  let location: ObjectReference

  /// The ids of uploads started in a time span. The span is converted to the store's clock.
  func ids(begunIn span: ClosedRange<ContinuousClock.Instant>) async throws -> [String] {
    var call = AWSCall.s3("ListMultipartUploads", "GET", ObjectReference(bucket: location.bucket, key: ""))
    call.query = [("prefix", location.key), ("uploads", "")]
    let response = try await client.perform(call)
    guard let now = response.headers["Date"].flatMap(HTTPDate.seconds) else {
      throw HTTPError(.notHTTP, "\(location): the response to ListMultipartUploads has no valid Date field")
    }
    // In seconds before now, with a tolerance of 2 s, since stores round times.
    let instant = ContinuousClock.now
    let ages = (instant - span.upperBound) / .seconds(1) - 2...(instant - span.lowerBound) / .seconds(1) + 2
    return try XMLElement(parsing: response.body).all("Upload").compactMap { upload in
      guard upload["Key"]?.text.utf8.elementsEqual(location.key.utf8) == true,
        let time = upload["Initiated"].flatMap(Self.seconds),
        ages.contains(Double(now - time))
      else { return nil }
      return upload["UploadId"]?.text
    }
  }

  /// Parses `2026-11-21T12:00:00.000Z` to POSIX time.
  private static func seconds(_ element: XMLElement) -> Int64? {
    let whole = element.text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
    return CivilTime(basic: whole + "Z")?.secondsSince1970
  }
}
