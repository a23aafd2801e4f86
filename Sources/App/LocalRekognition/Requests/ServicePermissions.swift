import AWS

/// The buckets and topics that requests may use. A key for this service must not give access to every bucket
/// and topic that the server's own role has.
public struct ServicePermissions: Sendable {
  private let buckets: Set<String>?
  private let topics: Set<String>

  /// - Parameters:
  ///   - buckets: the readable buckets; nil for all buckets of the store.
  ///   - topics: the ARNs of the topics that may be published to.
  public init(buckets: Set<String>?, topics: Set<String>) {
    self.buckets = buckets
    self.topics = topics
  }

  /// Throws if the bucket of an object is not permitted.
  func check(_ object: ObjectReference) throws(ServiceError) {
    guard buckets?.contains(object.bucket) ?? true else {
      throw .invalidObject(
        object,
        "the server has no permission for this bucket; start it with --bucket NAME for each bucket it may read"
      )
    }
  }

  /// Throws if a topic is not permitted.
  func check(topic: String) throws(ServiceError) {
    guard topics.contains(topic) else {
      throw .accessDenied(
        "\(topic): the server has no permission for this topic; start it with --topic ARN for each topic")
    }
  }
}
