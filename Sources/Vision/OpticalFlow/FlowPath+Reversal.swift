import Geometry
import Tracking

extension FlowPath {
  /// The same motion backward, from a box that was observed at the end; nil if the path is unreliable anywhere.
  ///
  /// The points of a path are those that flow leads back to where they were, so a path that is followed backward is
  /// nearly this one, at the cost of another optical flow.
  func reversed(from box: Box) -> FlowPath? {
    guard places.count > 1, places.allSatisfy(\.isReliable) else { return nil }
    let end = end
    var path = FlowPath(from: box, at: end.time)
    for place in places.dropLast().reversed() {
      path.append(
        Place(
          time: place.time,
          box: Box(
            centerX: box.centerX + place.box.centerX - end.box.centerX,
            centerY: box.centerY + place.box.centerY - end.box.centerY,
            width: box.width * place.box.width / end.box.width,
            height: box.height * place.box.height / end.box.height),
          variance: end.variance - place.variance, sizeVariance: end.sizeVariance - place.sizeVariance,
          isReliable: true))
    }
    return path
  }
}
