import Detections

extension Responses {
  struct DetectFaces: Encodable {
    var FaceDetails: [Face]
  }

  struct DetectLabels: Encodable {
    var Labels: [Label]
    var LabelModelVersion: String
  }

  struct Label: Encodable {
    var Name: String
    var Confidence: Double
    var Instances: [Instance]
    /// Always empty: the detectors have no taxonomy.
    var Parents: [Named] = []
    var Aliases: [Named]
    var Categories: [Named]
  }

  struct Instance: Encodable {
    var BoundingBox: BoundingBox
    var Confidence: Double
  }

  struct Named: Encodable {
    var Name: String
  }
}

extension Responses.Label {
  init(_ label: ImageLabel) {
    self.init(
      Name: label.kind.name, Confidence: label.confidence,
      Instances: label.instances.map {
        Responses.Instance(BoundingBox: Responses.BoundingBox($0.box), Confidence: $0.confidence)
      },
      Aliases: label.kind.aliases.map(Responses.Named.init),
      Categories: [Responses.Named(Name: ImageLabel.category)])
  }
}
