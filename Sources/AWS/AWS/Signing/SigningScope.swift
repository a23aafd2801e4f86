import Core

/// What a signing key is good for: one day, region and service; and the second of signing.
public struct SigningScope: Sendable, Equatable {
  /// `20130524T000000Z`.
  public let timestamp: String
  /// `20130524`.
  public let day: String
  /// `us-east-1`.
  public let region: String
  /// `s3`.
  public let service: String

  /// The scope of a request that is signed at a time, in seconds since 1970.
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

  /// `20130524/us-east-1/s3/aws4_request`.
  public var text: String { "\(day)/\(region)/\(service)/aws4_request" }
}
