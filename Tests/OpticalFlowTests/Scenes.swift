import Foundation
import Geometry
import OpticalFlow
import Tracking

/// A time in milliseconds.
func ms(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value * 1_000_000) }

/// A textured square on a textured background, in place of a face and a room.
struct Scene {
  static let (width, height) = (320, 180)
  static let side = 40.0

  /// The box of the square with its centre at a pixel position.
  static func box(_ x: Double, _ y: Double, side: Double = side) -> Box {
    Box(
      centerX: x / Double(width), centerY: y / Double(height), width: side / Double(width),
      height: side / Double(height))
  }

  /// A frame with the square at a position, behind an optional plain pillar.
  static func picture(_ x: Double, _ y: Double, side: Double = side, pillar: Range<Int> = 0..<0)
    -> LumaFrame
  {
    var bytes = ground
    let (left, top) = (Int((x - side / 2).rounded(.up)), Int((y - side / 2).rounded(.up)))
    for row in max(0, top)..<min(height, top + Int(side)) {
      for column in max(0, left)..<min(width, left + Int(side)) {
        let (u, v) = ((Double(column) - x) / side, (Double(row) - y) / side)
        bytes[row * width + column] = UInt8(130 + texture(u * 17, v * 17))
      }
    }
    for row in 0..<height {
      for column in pillar { bytes[row * width + column] = 90 }
    }
    return picture(bytes)
  }

  /// A frame of white noise.
  static func noise(seed: UInt64) -> LumaFrame {
    var state = seed
    return picture(
      ground.map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(state >> 56)
      })
  }

  /// A frame of one value.
  static let blank = picture(ground.map { _ in 128 })

  private static let ground = (0..<width * height).map { index in
    UInt8(110 + texture(Double(index % width) / 5 + 40, Double(index / width) / 5))
  }

  private static func picture(_ bytes: [UInt8]) -> LumaFrame {
    guard let picture = LumaFrame(width: width, height: height, bytes: bytes) else { preconditionFailure() }
    return picture
  }

  private static func texture(_ u: Double, _ v: Double) -> Double {
    30 * sin(u * 1.3 + 2 * cos(v * 0.7)) + 30 * cos(v * 1.1 + 1.7 * sin(u * 0.6))
  }
}

/// A flow tracker after frames 40 ms apart, with boxes at some of them.
func flowTracker(_ pictures: [LumaFrame], _ boxes: [Int: [Box]], _ flowTracker: FlowTracker = FlowTracker())
  throws
  -> FlowTracker
{
  var flowTracker = flowTracker
  for (frame, picture) in pictures.enumerated() {
    try flowTracker.add(boxes[frame] ?? [], at: ms(Int64(frame) * 40))
    try flowTracker.add(picture, at: ms(Int64(frame) * 40))
  }
  return flowTracker
}
