import AWS
import Core
import HTTP

/// The multipart uploads to a key that were begun and neither completed nor aborted (Amazon S3 API Reference,
/// "ListMultipartUploads").
struct OpenUploads {
  let client: AWSClient
  let location: ObjectReference

  /// The ids of those that were begun in a span of time, by the store's clock.
  func ids(begunIn span: ClosedRange<ContinuousClock.Instant>) async throws -> [String] {
    var call = AWSCall.s3("ListMultipartUploads", "GET", ObjectReference(bucket: location.bucket, key: ""))
    call.query = [("prefix", location.key), ("uploads", "")]
    let answer = try await client.perform(call)
    guard let now = answer.headers["Date"].flatMap(HTTPDate.seconds) else {
      throw HTTPError(.notHTTP, "\(location): the store does not say what time it is")
    }
    // Seconds before now, and two more either way: stores round.
    let instant = ContinuousClock.now
    let ages = (instant - span.upperBound) / .seconds(1) - 2...(instant - span.lowerBound) / .seconds(1) + 2
    return try XMLElement(parsing: answer.body).all("Upload").compactMap { upload in
      guard upload["Key"]?.text.utf8.elementsEqual(location.key.utf8) == true,
        let time = upload["Initiated"].flatMap(Self.seconds),
        ages.contains(Double(now - time))
      else { return nil }
      return upload["UploadId"]?.text
    }
  }

  /// Seconds since 1970 out of `2026-11-21T12:00:00.000Z`.
  private static func seconds(_ element: XMLElement) -> Int64? {
    let whole = element.text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
    return CivilTime(basic: whole + "Z")?.secondsSince1970
  }
}
