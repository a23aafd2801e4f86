/// The members of all supported events that are used.
struct EventEnvelope: Decodable {
  struct Record: Decodable {
    struct Notification: Decodable {
      var message: String
      enum CodingKeys: String, CodingKey { case message = "Message" }
    }
    var eventSource: String?
    var eventName: String?
    var s3: Entity?
    /// The message body of an SQS record.
    var body: String?
    /// The notification of an SNS record.
    var sns: Notification?
    enum CodingKeys: String, CodingKey {
      case eventSource, eventName, s3, body
      case sns = "Sns"
    }
  }
  /// The `s3` member of an S3 record (Amazon S3 User Guide, "Event message structure").
  struct Entity: Decodable {
    struct Object: Decodable {
      var key: String
      /// Deletion events have no size.
      var size: UInt64?
      var eTag: String?
      var versionId: String?
      var sequencer: String?
    }
    var bucket: Bucket
    var object: Object
  }
  struct Bucket: Decodable {
    var name: String
  }
  /// The `detail` of the EventBridge event "Object Created". Unlike S3's own events, its keys are not
  /// URL-encoded.
  struct Detail: Decodable {
    struct Object: Decodable {
      var key: String
      var size: UInt64
      var etag: String?
      var versionID: String?
      var sequencer: String?
      enum CodingKeys: String, CodingKey {
        case key, size, etag, sequencer
        case versionID = "version-id"
      }
    }
    var bucket: Bucket
    var object: Object

    var upload: Upload {
      Upload(
        bucket: bucket.name, key: object.key, size: object.size, etag: object.etag,
        versionID: object.versionID,
        sequencer: object.sequencer)
    }
  }

  var event: String?
  var records: [Record]?
  var detail: Detail?
  /// The message of an SNS notification that arrived through SQS.
  var message: String?
  enum CodingKeys: String, CodingKey {
    case event = "Event"
    case records = "Records"
    case message = "Message"
    case detail
  }
}
