import Core

/// The credential scope of a signature (date, region and service), and its timestamp.
public struct SigningScope: Sendable, Equatable {
  /// `X-Amz-Date`: `20130524T000000Z`.
  public let timestamp: String
  /// `20130524`.
  public let day: String
  /// `us-east-1`.
  public let region: String
  /// `s3`.
  public let service: String

  /// - Parameter seconds: the time of signing, in seconds since 1970.
  public init(at seconds: Int64, region: String, service: String) {
    let time = CivilTime(secondsSince1970: seconds)
    self.init(timestamp: time.basic, day: time.basicDay, region: region, service: service)
  }

  init(timestamp: String, day: String, region: String, service: String) {
    self.timestamp = timestamp
    self.day = day
    self.region = region
    self.service = service
  }

  /// The credential scope: `20130524/us-east-1/s3/aws4_request`.
  public var text: String { "\(day)/\(region)/\(service)/aws4_request" }
}
