import AWS

/// What requests may make the service do with its own rights. Who holds a key of the service is not thereby somebody
/// who may read every bucket, and tell every topic, that the service's role may.
public struct ServicePermissions: Sendable {
  private let buckets: Set<String>?
  private let topics: Set<String>

  /// - Parameters:
  ///   - buckets: the buckets that may be read; nil for all that the store has.
  ///   - topics: the topics that may be told, by their ARNs.
  public init(buckets: Set<String>?, topics: Set<String>) {
    self.buckets = buckets
    self.topics = topics
  }

  /// Throws what the client is told where an object is in no bucket that it may reach.
  func check(_ object: ObjectReference) throws(ServiceError) {
    guard buckets?.contains(object.bucket) ?? true else {
      throw .invalidObject(
        object, "this server does not read that bucket; it is started with --bucket for each that it may")
    }
  }

  /// The same for a topic.
  func check(topic: String) throws(ServiceError) {
    guard topics.contains(topic) else {
      throw .accessDenied(
        "\(topic): this server does not tell that topic; it is started with --topic for each that it may")
    }
  }
}
