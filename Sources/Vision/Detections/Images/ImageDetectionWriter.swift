import Geometry

/// Writes the faces of an image as a response of DetectFaces, one face per line, with the embedded detector's settings in
/// the member `Frameveil`, which other programs ignore.
public enum ImageDetectionWriter {
  /// The types of ``DetectedBox/landmarks``, in order.
  public static let landmarkTypes = ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"]

  /// The response. Numbers have the fewest digits that parse to the same Double.
  public static func response(of boxes: [DetectedBox], record: DetectorRecord) -> String {
    let faces = boxes.filter { $0.subject == .face }.map { face in
      let box = face.box
      let points = zip(landmarkTypes, face.landmarks).map {
        "{\"Type\":\"\($0)\",\"X\":\($1.x),\"Y\":\($1.y)}"
      }
      return
        "{\"BoundingBox\":{\"Width\":\(box.width),\"Height\":\(box.height),\"Left\":\(box.left),\"Top\":\(box.top)},"
        + "\"Landmarks\":[\(points.joined(separator: ","))],\"Confidence\":\(face.confidence)}"
    }
    return
      "{\"FaceDetails\":[\n\(faces.joined(separator: ",\n"))\n],\n\"Frameveil\":{\(record.members.joined(separator: ","))}}\n"
  }
}
